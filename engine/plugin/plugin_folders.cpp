// SPDX-License-Identifier: MIT
#include "plugin/plugin_folders.h"

#include <algorithm>
#include <dlfcn.h>
#include <string_view>
#include <unordered_set>

namespace tw {

namespace fs = std::filesystem;

namespace {

/// Ids, separated by spaces.
constexpr std::string_view ownIds = TABLEWRIGHT_OWN_PLUGINS;

bool isListed(std::string_view id)
{
    for (std::string_view rest = ownIds; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == id)
            return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

} // namespace

fs::path ownPluginFolder()
{
    Dl_info info{};
    // Any symbol of this library will do.
    if (dladdr(reinterpret_cast<const void *>(&ownPluginFolder), &info) == 0 ||
        info.dli_fname == nullptr)
        return {};
    std::error_code error;
    const fs::path library = fs::canonical(info.dli_fname, error);
    return error ? fs::path() : library.parent_path() / "tablewright" / "plugins";
}

std::vector<std::string> librariesIn(const std::vector<std::string> &folders)
{
    std::vector<std::string> paths;
    std::unordered_set<std::string> seen;
    for (const std::string &folder : folders) {
        std::error_code error;
        std::vector<std::string> inFolder;
        // Qt looks for a relative path in its own folders.
        for (fs::directory_iterator entry(fs::absolute(folder, error), error);
             !error && entry != fs::directory_iterator(); entry.increment(error)) {
            if (entry->path().extension() == ".so")
                inFolder.push_back(entry->path().string());
        }
        std::sort(inFolder.begin(), inFolder.end());
        for (std::string &path : inFolder) {
            if (seen.insert(path).second)
                paths.push_back(std::move(path));
        }
    }
    return paths;
}

bool isOwnPlugin(const PluginSpec &spec)
{
    if (!isListed(spec.id))
        return false;
    std::error_code error;
    const fs::path folder = fs::canonical(fs::path(spec.path).parent_path(), error);
    return !error && !folder.empty() && fs::equivalent(folder, ownPluginFolder(), error);
}

} // namespace tw
