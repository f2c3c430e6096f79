// SPDX-License-Identifier: MIT
#include "plugin/library_file.h"

#include <QFile>
#include <QPluginLoader>
#include <QTemporaryDir>
#include <QtTest>

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tw;

class LibraryFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_good;

    std::string written(const QByteArray &bytes) const
    {
        const QString path = m_folder.filePath(QStringLiteral("file.so"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
            file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path.toStdString();
    }

    std::string reasonWith(qsizetype offset, char byte) const
    {
        QByteArray bytes = m_good;
        bytes[offset] = byte;
        return whyNoLibrary(written(bytes));
    }

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(TEST_FLAWED_DIR "/good.so"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_good = file.readAll();
        QCOMPARE(whyNoLibrary(file.fileName().toStdString()), std::string());
    }

    void whatIsNoFile()
    {
        const auto path = [&](const char *name) {
            return m_folder.filePath(QString::fromLatin1(name)).toStdString();
        };
        QCOMPARE(whyNoLibrary(path("absent.so")),
                 std::string("cannot be read: No such file or directory"));
        QCOMPARE(::symlink("nowhere.so", path("dangling.so").c_str()), 0);
        QCOMPARE(whyNoLibrary(path("dangling.so")),
                 std::string("is a link to a file that is not there"));
        QCOMPARE(::mkdir(path("folder.so").c_str(), 0700), 0);
        QCOMPARE(whyNoLibrary(path("folder.so")),
                 std::string("is a folder, expected a shared library"));
        // Must not wait for somebody to write to it.
        QCOMPARE(::mkfifo(path("pipe.so").c_str(), 0600), 0);
        QCOMPARE(whyNoLibrary(path("pipe.so")),
                 std::string("is no regular file, expected a shared library"));
    }

    void whatMayNotBeRead()
    {
        const std::string path = written(m_good);
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        QCOMPARE(::chmod(path.c_str(), 0), 0);
        QCOMPARE(whyNoLibrary(path), std::string("cannot be read: Permission denied"));
        QCOMPARE(::chmod(path.c_str(), 0600), 0);
    }

    void whatIsNoLibrary()
    {
        QCOMPARE(whyNoLibrary(written({})), std::string("is empty, expected a shared library"));
        const std::string noElf("is no shared library: it does not begin as an ELF file does");
        QCOMPARE(whyNoLibrary(written("x")), noElf);
        QCOMPARE(whyNoLibrary(written("#!/bin/sh\necho this is a script and no library at all, "
                                      "however long it may be\n")),
                 noElf);
        QCOMPARE(whyNoLibrary(written(m_good.left(20))),
                 std::string("is cut off: it has 20 bytes"));
        const std::string half = whyNoLibrary(written(m_good.left(m_good.size() / 2)));
        QVERIFY2(half.starts_with("is cut off: it has "), half.c_str());
        const std::string almost = whyNoLibrary(written(m_good.left(m_good.size() - 1)));
        QVERIFY2(almost.starts_with("is cut off: it has "), almost.c_str());
    }

    /// As `strip` leaves them that takes the table of sections too: nothing at the end of the file
    /// tells that more should follow.
    void whatHasNoSectionsAndIsCutOff()
    {
        QByteArray bytes = m_good;
        const auto put = [&](std::size_t offset, auto value) {
            std::memcpy(bytes.data() + offset, &value, sizeof(value));
        };
        put(offsetof(Elf64_Ehdr, e_shoff), Elf64_Off{0});
        put(offsetof(Elf64_Ehdr, e_shnum), Elf64_Half{0});
        QCOMPARE(whyNoLibrary(written(bytes)), std::string());
        const std::string half = whyNoLibrary(written(bytes.left(bytes.size() / 4)));
        QVERIFY2(half.starts_with("is cut off: it has ") && half.find("a segment") < half.size(),
                 half.c_str());
        const std::string few = whyNoLibrary(written(bytes.left(100)));
        QVERIFY2(few.starts_with("is cut off: it has 100 bytes, its table of segments ends at"),
                 few.c_str());
        put(offsetof(Elf64_Ehdr, e_phoff), ~Elf64_Off{0} - 10);
        QVERIFY(whyNoLibrary(written(bytes)).starts_with("is cut off"));
        put(offsetof(Elf64_Ehdr, e_phnum), Elf64_Half{0});
        QCOMPARE(whyNoLibrary(written(bytes)),
                 std::string("is no shared library: it has no table of segments"));
    }

    void whatIsForAnotherMachine()
    {
        const bool isArm = static_cast<unsigned char>(m_good[18]) == EM_AARCH64;
        QCOMPARE(reasonWith(18, isArm ? EM_X86_64 : static_cast<char>(EM_AARCH64)),
                 std::string(isArm ? "is built for x86-64, expected ARM64"
                                   : "is built for ARM64, expected x86-64"));
        QCOMPARE(reasonWith(EI_CLASS, ELFCLASS32),
                 std::string("is built for 32 bits, expected 64"));
        QCOMPARE(reasonWith(16, ET_REL),
                 std::string("is no shared library, but another kind of ELF file"));
    }

    /// Whatever is in the file: the metadata are read, or not, and nothing else happens.
    void damageIsSurvived()
    {
        quint32 random = 1;
        for (int i = 0; i < 2'000; ++i) {
            QByteArray bytes = m_good;
            for (int flip = 0; flip < 4; ++flip) {
                random = random * 1664525U + 1013904223U;
                // The headers more than the rest.
                const auto range = flip == 0 ? bytes.size() : qsizetype{1024};
                bytes[static_cast<qsizetype>(random >> 8U) % range] = static_cast<char>(random);
            }
            const std::string path = written(bytes);
            if (whyNoLibrary(path).empty())
                (void)QPluginLoader(QString::fromStdString(path)).metaData();
        }
    }
};

QTEST_GUILESS_MAIN(LibraryFileTest)
#include "library_file_test.moc"
