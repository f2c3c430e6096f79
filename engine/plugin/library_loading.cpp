// SPDX-License-Identifier: MIT
#include "plugin/library_loading.h"

#include "plugin/plugin_contents.h"

#include <QPluginLoader>

#include <fmt/format.h>

#include <cstdlib>
#include <cxxabi.h>
#include <dlfcn.h>
#include <memory>
#include <string_view>

namespace tw {

namespace {

/// `tw::ir::verify(…)` for what the linker calls it.
std::string demangled(const std::string &symbol)
{
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), &std::free);
    return status == 0 && name ? name.get() : symbol;
}

/// What the dynamic loader says, as `/path/x.so: undefined symbol: _ZN…`, without the noise.
std::string loaderReason(std::string_view text, const std::string &path)
{
    constexpr std::string_view undefined = "undefined symbol: ";
    constexpr std::string_view absent = ": cannot open shared object file";
    if (const std::string own = path + ": "; text.starts_with(own))
        text.remove_prefix(own.size());
    if (const std::size_t at = text.find(undefined); at != std::string_view::npos) {
        std::string_view symbol = text.substr(at + undefined.size());
        symbol = symbol.substr(0, symbol.find_first_of(",\t "));
        return fmt::format("needs the function or variable `{}`, which this program does not have",
                           demangled(std::string(symbol)));
    }
    if (const std::size_t at = text.find(absent); at != std::string_view::npos)
        return fmt::format("needs the library `{}`, which is not there", text.substr(0, at));
    return fmt::format("does not load: {}", text);
}

} // namespace

QObject &loadInstance(const std::string &path)
{
    // Before Qt does, whose text would have to be taken apart. What the library's static objects
    // throw ends the program: the dynamic loader lets nothing through.
    if (dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) == nullptr) {
        const char *text = dlerror(); // NOLINT(concurrency-mt-unsafe): of this thread
        throw PluginFailure(loaderReason(text == nullptr ? "" : text, path));
    }
    QPluginLoader loader(QString::fromStdString(path));
    loader.setLoadHints(QLibrary::ResolveAllSymbolsHint | QLibrary::PreventUnloadHint);
    QObject *instance = guarded("its constructor", [&] { return loader.instance(); });
    if (instance == nullptr)
        throw PluginFailure("does not load: " + loader.errorString().toStdString());
    return *instance;
}

} // namespace tw
