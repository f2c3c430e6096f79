# SPDX-License-Identifier: MIT
"""The OpenAPI document as a judge of answers: which statuses, fields and bodies it allows."""

import json
import re
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning)
from jsonschema import Draft202012Validator, FormatChecker  # noqa: E402

METHODS = ("get", "put", "post", "delete", "patch")

# Fields of HTTP itself and of CORS, which the document tells in words.
UNDECLARED_FIELDS = re.compile(
    r"date|connection|content-length|content-type|vary|allow|access-control-[a-z-]+")


def strict_json(data):
    """Parses JSON and takes no member twice."""
    def members(pairs):
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"member `{name}` twice")
        return dict(pairs)
    return json.loads(data.decode("utf-8"), object_pairs_hook=members)


def without_mark(data):
    return data[3:] if data.startswith(b"\xef\xbb\xbf") else data


class Contract:
    def __init__(self, openapi_file, document_schema_file):
        with open(openapi_file, encoding="utf-8") as file:
            self.document = json.load(file)
        with open(document_schema_file, encoding="utf-8") as file:
            self.document_schema = json.load(file)
        self._definitions = self._bundle()
        self._validators = {}
        self.operations = {}  # id: (method, path, operation)
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    self.operations[item[method]["operationId"]] = (method.upper(), path, item[method])
        self._patterns = [(re.compile(re.sub(r"\\\{[a-z]+\\\}", "[^/]+", re.escape(path)) + "$"), path)
                          for path in self.document["paths"]]
        self.seen = {}  # (operation id, status): how often

    def _bundle(self):
        """All schemas as `$defs` of one document, so that references need no look-up outside."""
        own = {name: self._rewritten(schema) for name, schema in self.document["components"]["schemas"].items()}
        root = {key: value for key, value in self.document_schema.items() if key not in ("$id", "$schema", "$defs")}

        def prefixed(value):
            if isinstance(value, dict):
                return {key: (item.replace("#/$defs/", "#/$defs/document.") if key == "$ref" and isinstance(item, str)
                              else prefixed(item)) for key, item in value.items()}
            return [prefixed(item) for item in value] if isinstance(value, list) else value
        own["/schema.json"] = prefixed(root)
        for name, schema in self.document_schema.get("$defs", {}).items():
            own["document." + name] = prefixed(schema)
        return own

    @classmethod
    def _rewritten(cls, value):
        if isinstance(value, dict):
            return {key: (cls._local(item) if key == "$ref" and isinstance(item, str) else cls._rewritten(item))
                    for key, item in value.items()}
        return [cls._rewritten(item) for item in value] if isinstance(value, list) else value

    @staticmethod
    def _local(reference):
        if reference == "/schema.json":
            return "#/$defs/~1schema.json"
        return reference.replace("#/components/schemas/", "#/$defs/")

    def resolved(self, value):
        while isinstance(value, dict) and "$ref" in value:
            reference = value["$ref"]
            assert reference.startswith("#/"), reference
            value = self.document
            for part in reference[2:].split("/"):
                value = value[part.replace("~1", "/").replace("~0", "~")]
        return value

    def findings(self, schema, instance):
        """What does not fit the schema, a line each."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = {**self._rewritten(schema), "$defs": self._definitions}
            self._validators[key] = Draft202012Validator(whole, format_checker=FormatChecker())
        return [f"at /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
                for error in self._validators[key].iter_errors(instance)]

    def path_of(self, target):
        path = target.split("?")[0]
        for pattern, template in self._patterns:
            if pattern.match(path):
                return template
        return None

    def operation_of(self, method, target):
        template = self.path_of(target)
        method = "get" if method == "HEAD" else method.lower()
        if template is None or method not in self.document["paths"][template]:
            return None
        return self.document["paths"][template][method]["operationId"]

    def allowed(self, template):
        """The methods that `Allow` has to name."""
        names = {method.upper() for method in METHODS if method in self.document["paths"][template]}
        return names | ({"HEAD"} if "GET" in names else set()) | {"OPTIONS"}

    def judge(self, method, target, answer, operation_id=None):
        """What is wrong with an answer, a line each; counts it as seen."""
        if answer.status == 0:
            return ["no answer"]
        operation_id = operation_id or self.operation_of(method, target)
        wrong = self._framing(method, answer)
        if operation_id is None:
            return wrong + self._without_operation(method, target, answer)
        operation = self.operations[operation_id][2]
        response = self.resolved(operation["responses"].get(str(answer.status)))
        if response is None and answer.status == 405:
            return wrong + self._without_operation(method, target, answer)
        if response is None:
            return wrong + [f"status {answer.status} is not one of {operation_id}"]
        wrong += self._fields(response, answer) + self._body(method, response, answer)
        if not wrong:
            self.seen[operation_id, answer.status] = self.seen.get((operation_id, answer.status), 0) + 1
        return wrong

    def _framing(self, method, answer):
        wrong = []
        names = [name for name, _ in answer.fields]
        for name in set(names):
            if names.count(name) > 1:
                wrong.append(f"field `{name}` comes {names.count(name)} times")
        if answer.status in (204, 304):
            if answer.body:
                wrong.append(f"{answer.status} with a body")
        elif method != "HEAD" and answer.field("content-length") != str(len(answer.body)):
            wrong.append(f"`Content-Length` is {answer.field('content-length')}, the body has {len(answer.body)}")
        if not answer.field("date"):
            wrong.append("no `Date`")
        return wrong

    def _fields(self, response, answer):
        wrong = []
        declared = {name.lower(): self.resolved(field) for name, field in response.get("headers", {}).items()}
        for name, field in declared.items():
            value = answer.field(name)
            if value is None:
                if field.get("required"):
                    wrong.append(f"no `{name}`")
                continue
            wrong += [f"`{name}` is `{value}`: {finding}" for finding in self.findings(field["schema"], value)]
        for name, value in answer.fields:
            if name not in declared and not UNDECLARED_FIELDS.fullmatch(name):
                wrong.append(f"field `{name}: {value}` is not declared")
        return wrong

    def _body(self, method, response, answer):
        content = response.get("content")
        media_type = (answer.field("content-type") or "").split(";")[0].strip().lower()
        if not content:
            return ["a body where none is declared"] if answer.body or media_type else []
        if media_type not in content:
            return [f"`Content-Type` is `{media_type}`, expected one of {', '.join(content)}"]
        if method == "HEAD":
            return ["HEAD with a body"] if answer.body else []
        schema = content[media_type]["schema"]
        try:
            if media_type.endswith("json"):
                instance = strict_json(without_mark(answer.body))
            else:
                instance = answer.body.decode("utf-8")
        except ValueError as error:
            return [f"the body cannot be read: {error}"]
        wrong = self.findings(schema, instance)
        if media_type == "application/problem+json" and instance.get("instance") != answer.field("x-request-id"):
            wrong.append("`instance` is not the request's id")
        return wrong

    def _without_operation(self, method, target, answer):
        """404 and 405 of the server as a whole, and the answer to OPTIONS."""
        template = self.path_of(target)
        wrong = []
        if method == "OPTIONS" and template and answer.status == 204:
            named = {name.strip() for name in (answer.field("allow") or "").split(",")}
            if named != self.allowed(template):
                wrong.append(f"`Allow` names {sorted(named)}, expected {sorted(self.allowed(template))}")
            return wrong
        expected = {None: (404,)}.get(template, (405,))
        if answer.status not in expected + (400, 401, 403, 408, 413, 414, 417, 421, 431, 501, 505):
            wrong.append(f"status {answer.status}, expected {expected[0]}")
        if answer.status == 405:
            named = {name.strip() for name in (answer.field("allow") or "").split(",")}
            if template and named != self.allowed(template):
                wrong.append(f"`Allow` names {sorted(named)}, expected {sorted(self.allowed(template))}")
        if not answer.field("x-request-id"):
            wrong.append("no `x-request-id`")
        if answer.field("content-type") != "application/problem+json":
            return wrong + [f"`Content-Type` is `{answer.field('content-type')}`, expected a problem"]
        if method == "HEAD":
            return wrong
        try:
            problem = strict_json(answer.body)
        except ValueError as error:
            return wrong + [f"the problem cannot be read: {error}"]
        wrong += self.findings({"$ref": "#/components/schemas/Problem"}, problem)
        if problem.get("status") != answer.status:
            wrong.append("the problem tells another status")
        return wrong

    def declared(self):
        return {(operation_id, int(status)) for operation_id, (_, _, operation) in self.operations.items()
                for status in operation["responses"]}
