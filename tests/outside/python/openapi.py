"""Reads descriptions of APIs, a JSON document a line; prints what is wrong with each by OpenAPI's own schema, a line each."""

import json
import sys

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator


def unique(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a name stands twice: {names}"
    return dict(pairs)


for line in sys.stdin:
    document = json.loads(line, object_pairs_hook=unique)
    validator = OpenAPIV31SpecValidator if document["openapi"].startswith("3.1") else OpenAPIV30SpecValidator
    found = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator(document).iter_errors()]
    print("; ".join(found))
