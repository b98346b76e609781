"""Reads a multipart body as werkzeug, and so Flask, does: read-form.py FILE CONTENT-TYPE."""
import json
import sys

from werkzeug.formparser import parse_form_data

path, content_type = sys.argv[1:]
with open(path, "rb") as body:
    data = body.read()
with open(path, "rb") as body:
    _, fields, files = parse_form_data({
        "REQUEST_METHOD": "PUT",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": body,
    })
    parts = {}
    for name, file in files.items():
        content = file.read()
        parts[name] = {
            "fileName": file.filename,
            "contentType": file.content_type,
            "text": content.decode("utf-8", "replace"),
            "hex": content.hex(),
        }
print(json.dumps({"fields": {name: fields.getlist(name) for name in fields}, "files": parts}))
