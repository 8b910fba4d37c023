"""Reads HTTP requests as a document describes them, by openapi-core, so that what was sent can be compared with what
arrived. Usage: read.py DOCUMENT; a request each line of standard input, what it means each line of standard output.
"""

import base64
import io
import json
import sys
import warnings
from urllib.parse import unquote

from openapi_core import Config, OpenAPI
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
        base_url=sent["origin"],
        method=sent["method"],
        headers=headers,
        input_stream=io.BytesIO(body),
        content_length=len(body),
    )
    environ["PATH_INFO"] = unquote(target)
    environ["QUERY_STRING"] = query
    request = WerkzeugOpenAPIRequest(Request(environ))
    # WSGI takes `api_key` and `api-key` for the same name.
    request.parameters.header = headers
    return request


class Texts(dict):
    """Deserializers of files: in OpenAPI 3.1, where JSON Schema knows no bytes, a file is valid as a text alone."""

    def __contains__(self, media_type):
        return not media_type.endswith(("json", "xml", "form-data", "urlencoded")) and not media_type.startswith("text/")

    def get(self, media_type, default=None):
        return self[media_type] if media_type in self else default

    def __getitem__(self, media_type):
        return lambda body, **parameters: body.decode("latin-1")


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
    warnings.simplefilter("ignore")
    # Vendors' documents have mistakes that do not matter for requests; what cannot be read of one is an error of a request.
    config = Config(spec_validator_cls=None, extra_media_type_deserializers=Texts())
    api = OpenAPI.from_file_path(sys.argv[1], config)
    for line in sys.stdin:
        try:
            read = meaning(api, received(line))
        except Exception as error:  # of the reader itself, for a request that is no request
            read = {"errors": [words(error)]}
        print(json.dumps(read, default=str), flush=True)


def meaning(api, request):
    """What is wrong with the request, and what it says."""
    result = api.unmarshal_request(request)
    parameters = result.parameters
    return {
        "errors": [words(error) for error in result.errors],
        "path": plain(parameters.path),
        "query": plain(parameters.query),
        "header": plain(parameters.header),
        "cookie": plain(parameters.cookie),
        "body": plain(result.body),
        "security": plain(result.security),
    }


main()
