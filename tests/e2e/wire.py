# SPDX-License-Identifier: MIT
"""Requests as they go over the wire, and the answers to them."""

import http.client
import json
import socket


class Answer:
    def __init__(self, status, fields, body):
        self.status = status
        self.fields = [(name.lower(), value) for name, value in fields]
        self.body = body

    def field(self, name):
        for own, value in self.fields:
            if own == name.lower():
                return value
        return None

    def json(self):
        return json.loads(self.body.decode("utf-8"))

    @property
    def kind(self):
        """The problem's kind; empty for `about:blank` and for what is no problem."""
        if self.field("content-type") != "application/problem+json" or not self.body:
            return ""
        return self.json()["type"].replace("about:blank", "").replace("urn:tablewright:problem:", "")


NO_ANSWER = Answer(0, [], b"")


class Client:
    """One connection, kept open, made anew when the server has closed it."""

    def __init__(self, port, fields=None, host="127.0.0.1", timeout=60):
        self.host = host
        self.port = port
        self.fields = dict(fields or {})
        self.timeout = timeout
        self._connection = None

    def close(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def call(self, method, target, body=None, fields=None):
        """`fields`: a dict, or a list of pairs when a name comes twice. A value of None leaves out a
        field that all requests have."""
        own = list(fields.items()) if isinstance(fields, dict) else list(fields or [])
        named = {name.lower() for name, _ in own}
        own += [(name, value) for name, value in self.fields.items() if name.lower() not in named]
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        if isinstance(body, str):
            body = body.encode()
        if body is not None and "content-type" not in {name.lower() for name, _ in own}:
            own.append(("Content-Type", "application/json"))
        for attempt in (0, 1):
            try:
                return self._send(method, target, body, own)
            except (http.client.HTTPException, ConnectionError, socket.timeout, OSError):
                self.close()
                if attempt:
                    return NO_ANSWER
        return NO_ANSWER

    def _send(self, method, target, body, fields):
        if not self._connection:
            self._connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        connection = self._connection
        has_host = any(name.lower() == "host" for name, _ in fields)
        connection.putrequest(method, target, skip_host=has_host, skip_accept_encoding=True)
        for name, value in fields:
            if value is not None:
                connection.putheader(name, value.encode("utf-8") if isinstance(value, str) else value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        if body:
            connection.send(body)
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        if response.will_close:
            self.close()
        return answer


def open_raw(port, data, timeout=30):
    """Sends bytes as they are; the answer is read by `read_raw()`."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    try:
        connection.sendall(data)
    except ConnectionError:
        pass
    return connection


def read_raw(connection, method="GET"):
    response = http.client.HTTPResponse(connection, method=method)
    try:
        response.begin()
        return Answer(response.status, response.getheaders(), response.read())
    except (http.client.HTTPException, OSError):
        return NO_ANSWER
    finally:
        response.close()
        connection.close()


def raw(port, data, method="GET", timeout=30):
    return read_raw(open_raw(port, data, timeout), method)
