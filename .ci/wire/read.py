"""Reads HTTP requests as a document describes them, by openapi-core, so that what was sent can be compared with what
arrived. Usage: read.py DOCUMENT; a request each line of standard input, what it means each line of standard output.
"""

import base64
import io
import json
import sys
from urllib.parse import unquote

from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest
from werkzeug.datastructures import Headers
from werkzeug.test import create_environ
from werkzeug.wrappers import Request


def received(line):
    """The request as a server of Werkzeug gets it."""
    sent = json.loads(line)
    headers = Headers([tuple(header) for header in sent["headers"]])
    body = base64.b64decode(sent["body"])
    target, _, query = sent["target"].partition("?")
    environ = create_environ(
        path="/",
        base_url="http://127.0.0.1",
        method=sent["method"],
        headers=headers,
        input_stream=io.BytesIO(body),
        content_length=len(body),
    )
    environ["PATH_INFO"] = unquote(target)
    environ["QUERY_STRING"] = query
    return WerkzeugOpenAPIRequest(Request(environ))


def plain(value):
    """Bytes as text, and what is no JSON as its words."""
    if isinstance(value, dict):
        return {key: plain(value) for key, value in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode()
    return value


def words(error):
    """An error with all that caused it."""
    chain = []
    while error is not None:
        chain.append(f"{type(error).__name__}: {error}")
        details = getattr(error, "schema_errors", None)
        chain.extend(str(detail.message) for detail in details or [])
        error = error.__cause__
    return "; ".join(chain)


def main():
    api = OpenAPI.from_file_path(sys.argv[1])
    for line in sys.stdin:
        result = api.unmarshal_request(received(line))
        parameters = result.parameters
        print(
            json.dumps(
                {
                    "errors": [words(error) for error in result.errors],
                    "path": plain(parameters.path),
                    "query": plain(parameters.query),
                    "header": plain(parameters.header),
                    "cookie": plain(parameters.cookie),
                    "body": plain(result.body),
                },
                default=str,
            ),
            flush=True,
        )


main()
