// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QString>

#include <cmath>

/// Prometheus' text format 0.0.4, read strictly: what is odd is an error and no sample is twice.
struct PrometheusText {
    QMap<QString, QString> types;  ///< by family
    QMap<QString, double> samples; ///< by `name{label="value",…}`, as it is written
    QString error;                 ///< empty: all is well

    explicit PrometheusText(const QByteArray &text)
    {
        if (!text.endsWith('\n')) {
            refuse(0, QStringLiteral("does not end with a line end"));
            return;
        }
        int number = 0;
        QSet<QString> closed; // families that others have followed
        QString family;
        for (const QByteArray &line : text.left(text.size() - 1).split('\n')) {
            readLine(QString::fromUtf8(line), ++number, family, closed);
            if (!error.isEmpty())
                return;
        }
        checkHistograms();
    }

    [[nodiscard]] double value(const QString &sample) const { return samples.value(sample, NAN); }

private:
    void refuse(int line, const QString &what)
    {
        error = QStringLiteral("line %1: %2").arg(line).arg(what);
    }

    void readLine(const QString &line, int number, QString &family, QSet<QString> &closed)
    {
        static const QRegularExpression comment(
            QStringLiteral("^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$"));
        static const QRegularExpression sample(
            QStringLiteral("^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{([^{}]|\\{[a-z]+\\})*\\})? "
                           "([-+]?([0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?|Inf)|NaN)$"));
        if (const auto match = comment.match(line); match.hasMatch()) {
            if (match.captured(2) != family) {
                closed.insert(family);
                family = match.captured(2);
                if (closed.contains(family))
                    return refuse(number, QStringLiteral("family again: ") + line);
            }
            if (match.captured(1) == QStringLiteral("TYPE")) {
                if (types.contains(family) || !isType(match.captured(3)))
                    return refuse(number, QStringLiteral("type: ") + line);
                types.insert(family, match.captured(3));
            }
            return;
        }
        const auto match = sample.match(line);
        if (!match.hasMatch())
            return refuse(number, QStringLiteral("no sample: ") + line);
        const QString name = match.captured(1);
        QString base = name;
        if (types.value(family) == QStringLiteral("histogram"))
            base.remove(QRegularExpression(QStringLiteral("_(bucket|sum|count)$")));
        if (base != family || !types.contains(family))
            return refuse(number, QStringLiteral("outside its family: ") + line);
        if (types[family] == QStringLiteral("counter") && !name.endsWith(QStringLiteral("_total")))
            return refuse(number, QStringLiteral("counter without `_total`: ") + line);
        if (!areLabels(match.captured(2)))
            return refuse(number, QStringLiteral("labels: ") + line);
        const QString key = name + match.captured(2);
        if (samples.contains(key))
            return refuse(number, QStringLiteral("twice: ") + line);
        samples.insert(key, match.captured(4).toDouble());
    }

    static bool isType(const QString &text)
    {
        return QStringList{QStringLiteral("counter"), QStringLiteral("gauge"),
                           QStringLiteral("histogram")}
            .contains(text);
    }

    static bool areLabels(const QString &text)
    {
        static const QRegularExpression labels(
            QStringLiteral("^\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\""
                           "(,(?=[a-zA-Z_])|(?=\\})))+\\}$"));
        return text.isEmpty() || labels.match(text).hasMatch();
    }

    /// Buckets grow, and the last is the count.
    void checkHistograms()
    {
        static const QRegularExpression bucket(
            QStringLiteral("^(.*)_bucket\\{(.*,|)le=\"([^\"]*)\"\\}$"));
        QMap<QString, QMap<double, double>> buckets;
        for (auto sample = samples.cbegin(); sample != samples.cend(); ++sample) {
            const auto match = bucket.match(sample.key());
            if (!match.hasMatch())
                continue;
            QString labels = match.captured(2);
            labels.chop(labels.isEmpty() ? 0 : 1);
            const QString count = match.captured(1) + QStringLiteral("_count") +
                                  (labels.isEmpty() ? labels : QStringLiteral("{%1}").arg(labels));
            const QString bound = match.captured(3);
            buckets[count][bound == QStringLiteral("+Inf") ? INFINITY : bound.toDouble()] =
                sample.value();
        }
        for (auto histogram = buckets.cbegin(); histogram != buckets.cend(); ++histogram) {
            double before = 0;
            for (const double count : *histogram) {
                if (count < before)
                    error = QStringLiteral("buckets shrink: ") + histogram.key();
                before = count;
            }
            if (!std::isinf(histogram->lastKey()) || value(histogram.key()) != before)
                error = QStringLiteral("count is not the last bucket: ") + histogram.key();
        }
    }
};
