// SPDX-License-Identifier: MIT
// The part of advise-tables about enums.

#include "advice.h"

#include <tablewright/base/string_map.h>

#include <algorithm>
#include <map>

namespace tw::advisor {

namespace {

SourceRange placeOf(const ir::EnumType &type)
{
    return type.name.range.isValid() ? type.name.range : type.range;
}

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Without case, and with one mark for what separates two words: `In progress` is `in_progress`.
/// Any other character may be what makes the difference: `A` and `A-`, `+` and `-`.
std::string folded(std::string_view value)
{
    const auto isSeparator = [](char c) { return c == ' ' || c == '_' || c == '-'; };
    std::string result;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool isBetween =
            i > 0 && i + 1 < value.size() && isWordByte(value[i - 1]) && isWordByte(value[i + 1]);
        if (isSeparator(c) && isBetween)
            result += '_';
        else
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return result;
}

class EnumAdvice {
public:
    explicit EnumAdvice(Advice &advice) : m_advice(advice), m_isUsed(advice.schema.enums.size())
    {
        const auto use = [this](const ir::DataType &type) {
            if (type.isEnum())
                m_isUsed[type.enumType.index()] = true;
        };
        for (const ir::Table &table : advice.schema.tables) {
            for (const ir::Column &column : table.columns)
                use(column.type);
        }
    }

    void check(std::size_t number)
    {
        const ir::EnumType &type = m_advice.schema.enums[number];
        if (type.values.size() < 2)
            m_advice.report(rules::SingleValueEnum, type, placeOf(type), type.name.text,
                            type.values.empty() ? "no value" : "one value");
        if (!m_isUsed[number])
            m_advice.report(rules::UnusedEnum, type, placeOf(type), type.name.text);
        checkValues(type);
        checkTwin(type);
    }

private:
    void checkValues(const ir::EnumType &type)
    {
        StringMap<const ir::EnumValue *> seen;
        for (const ir::EnumValue &value : type.values) {
            const auto [it, isNew] = seen.try_emplace(folded(value.value.text), &value);
            if (isNew || it->second->value.text == value.value.text)
                continue;
            auto finding =
                m_advice.report(rules::SimilarEnumValues, type,
                                value.value.range.isValid() ? value.value.range : placeOf(type),
                                value.value.text, type.name.text, it->second->value.text);
            if (finding && it->second->value.range.isValid())
                finding->note(it->second->value.range, "the other one is here");
        }
    }

    /// Enums of no or of one value are alike by chance.
    void checkTwin(const ir::EnumType &type)
    {
        if (type.values.size() < 2)
            return;
        std::vector<std::string_view> values;
        values.reserve(type.values.size());
        for (const ir::EnumValue &value : type.values)
            values.push_back(value.value.text);
        std::ranges::sort(values);
        const auto [it, isNew] = m_twins.try_emplace(std::move(values), &type);
        if (isNew)
            return;
        auto finding = m_advice.report(rules::DuplicateEnum, type, placeOf(type), type.name.text,
                                       it->second->name.text);
        if (finding && placeOf(*it->second).isValid())
            finding->note(placeOf(*it->second), "the other one is here");
    }

    Advice &m_advice;
    std::vector<bool> m_isUsed;
    std::map<std::vector<std::string_view>, const ir::EnumType *> m_twins; ///< by sorted values
};

} // namespace

void adviseEnums(Advice &advice)
{
    EnumAdvice enums(advice);
    for (std::size_t i = 0; i < advice.schema.enums.size(); ++i)
        enums.check(i);
}

} // namespace tw::advisor
