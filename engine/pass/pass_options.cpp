// SPDX-License-Identifier: MIT
#include <tablewright/pass/pass_options.h>

#include <fmt/format.h>

#include <stdexcept>

namespace tw {

namespace {

template <class T> const T &valueOf(const StringMap<OptionValue> &values, std::string_view key)
{
    const auto found = values.find(key);
    if (found == values.end())
        throw std::out_of_range(fmt::format("its metadata declares no option `{}`", key));
    if (const T *value = std::get_if<T>(&found->second))
        return *value;
    throw std::invalid_argument(
        fmt::format("it asks for option `{}` as another type than its metadata declares", key));
}

} // namespace

const PassOptions &PassOptions::none()
{
    static const PassOptions none;
    return none;
}

bool PassOptions::boolean(std::string_view key) const { return valueOf<bool>(m_values, key); }

std::int64_t PassOptions::integer(std::string_view key) const
{
    return valueOf<std::int64_t>(m_values, key);
}

double PassOptions::number(std::string_view key) const { return valueOf<double>(m_values, key); }

const std::string &PassOptions::text(std::string_view key) const
{
    return valueOf<std::string>(m_values, key);
}

const std::vector<std::string> &PassOptions::list(std::string_view key) const
{
    return valueOf<std::vector<std::string>>(m_values, key);
}

} // namespace tw
