// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"
#include "http/problem.h"

#include <QObject>
#include <QPointer>

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace tw::server {

/// The problem that an exception of a lower layer stands for; nothing for what is the server's own
/// fault, which is answered with 500.
using Explain = std::function<std::optional<Problem>(const std::exception &)>;

/// One request and the answer to it, which may come later and from any thread. Shared by whoever
/// works on it; when the last of them lets go of it unanswered, it is answered with 500.
class Exchange {
public:
    using Writer = std::function<void(const Response &)>;

    /// `write` is called once, on the thread of `loop`, unless `loop` is gone by then.
    Exchange(Request request, QObject *loop, const Explain &explain, Writer write);
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;
    ~Exchange();

    [[nodiscard]] const Request &request() const { return m_request; }

    /// The first answer is sent, what comes after it is dropped.
    void answer(Response response);
    /// Runs a step of the work; what it throws becomes the answer.
    template <typename Step> void guarded(Step &&step)
    {
        try {
            std::forward<Step>(step)();
        } catch (const std::exception &error) {
            answerFailure(error);
        }
    }
    /// Answers with what `make` returns.
    template <typename Make> void answerWith(Make &&make)
    {
        guarded([&] { answer(std::forward<Make>(make)()); });
    }

private:
    void answerFailure(const std::exception &error);

    Request m_request;
    QPointer<QObject> m_loop;
    const Explain &m_explain;
    Writer m_write;
    std::atomic<bool> m_answered{false};
};

using ExchangePtr = std::shared_ptr<Exchange>;

} // namespace tw::server
