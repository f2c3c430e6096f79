// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

namespace tw {

/// A value that most owners do not have: where it is absent it costs one pointer and reads as an
/// empty `T`. A copy of the owner has a copy of the value.
template <class T> class Rare {
public:
    Rare() = default;
    Rare(T value) : m_value(std::make_unique<T>(std::move(value))) {}
    Rare(const Rare &other) : m_value(other.m_value ? std::make_unique<T>(*other.m_value) : nullptr)
    {
    }
    Rare(Rare &&) noexcept = default;
    Rare &operator=(const Rare &other)
    {
        if (this != &other)
            *this = Rare(other);
        return *this;
    }
    Rare &operator=(Rare &&) noexcept = default;
    ~Rare() = default;

    [[nodiscard]] const T &operator*() const
    {
        static const T none{};
        return m_value ? *m_value : none;
    }
    [[nodiscard]] const T *operator->() const { return &**this; }

    /// The value to be changed; made when it is absent.
    [[nodiscard]] T &edit()
    {
        if (!m_value)
            m_value = std::make_unique<T>();
        return *m_value;
    }

private:
    std::unique_ptr<T> m_value;
};

} // namespace tw
