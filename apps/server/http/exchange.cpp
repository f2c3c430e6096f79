// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/exchange.h"

#include <QLoggingCategory>
#include <QThread>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcExchange, "http")

Problem internalError() { return {500, "internal", "the server's log tells more", {}, {}}; }

} // namespace

Exchange::Exchange(Request request, QObject *loop, const Explain &explain, Writer write)
    : m_request(std::move(request)), m_loop(loop), m_explain(explain), m_write(std::move(write))
{
}

Exchange::~Exchange()
{
    if (m_answered)
        return;
    qCCritical(lcExchange, "request %s was left without an answer", m_request.id.c_str());
    answer(toResponse(internalError(), m_request.id));
}

void Exchange::answer(Response response)
{
    if (m_answered.exchange(true) || !m_loop)
        return;
    if (m_loop->thread() == QThread::currentThread())
        return m_write(response);
    QMetaObject::invokeMethod(
        m_loop, [write = std::move(m_write), response = std::move(response)] { write(response); },
        Qt::QueuedConnection);
}

void Exchange::answerFailure(const std::exception &error)
{
    if (const auto *refusal = dynamic_cast<const RequestError *>(&error))
        return answer(toResponse(refusal->problem(), m_request.id));
    qCCritical(lcExchange, "request %s: %s", m_request.id.c_str(), error.what());
    const auto problem = m_explain ? m_explain(error) : std::nullopt;
    answer(toResponse(problem.value_or(internalError()), m_request.id));
}

} // namespace tw::server
