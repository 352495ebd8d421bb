"""Multipart bodies that two readers could take differently are refused, with a pointer, and never echoed."""

import pytest

URL = "/v1/things/files"
TYPE = "multipart/form-data; boundary=B"


def part(disposition='form-data; name="file"; filename="a.png"', content=b"x", more=b"", boundary=b"B"):
    written = disposition.encode() if isinstance(disposition, str) else disposition
    return b"--%s\r\nContent-Disposition: %s\r\n%s\r\n%s\r\n" % (boundary, written, more, content)


def body(*parts, boundary=b"B"):
    return b"".join(parts or (part(),)) + b"--%s--\r\n" % boundary


async def send(client, content, content_type=TYPE):
    return await client.post(URL, content=content, headers={"content-type": content_type})


HOSTILE = {
    "no boundary": (body(), "multipart/form-data"),
    "empty boundary": (body(), "multipart/form-data; boundary="),
    "two boundaries": (body(), "multipart/form-data; boundary=B; boundary=C"),
    "extended boundary": (body(), "multipart/form-data; boundary*=utf-8''B"),
    "boundary of 71": (body(part(boundary=b"b" * 71), boundary=b"b" * 71), f"multipart/form-data; boundary={'b' * 71}"),
    "boundary of bytes": (body(part(boundary=b"\xff"), boundary=b"\xff"), b"multipart/form-data; boundary=\xff"),
    "another boundary": (body(), "multipart/form-data; boundary=canary"),
    "another charset": (body(), "multipart/form-data; charset=utf-16; boundary=B"),
    "a parameter more": (body(), "multipart/form-data; boundary=B; canary=1"),
    "nothing": (b"", TYPE),
    "no last boundary": (part(), TYPE),
    "cut in a part": (body(part(), part())[:-40], TYPE),
    "cut in a header": (b"--B\r\nContent-Disp", TYPE),
    "line feeds alone": (body().replace(b"\r\n", b"\n"), TYPE),
    "preamble": (b"canary\r\n" + body(), TYPE),
    "dashes": (b"-" * 4000, TYPE),
    "no disposition": (b"--B\r\nContent-Type: image/png\r\n\r\nx\r\n--B--\r\n", TYPE),
    "attachment": (body(part('attachment; name="file"; filename="a"')), TYPE),
    "no name": (body(part('form-data; filename="canary"')), TYPE),
    "two names": (body(part('form-data; name="file"; name="note"; filename="a"')), TYPE),
    "two file names": (body(part('form-data; name="file"; filename="a.png"; filename="canary.exe"')), TYPE),
    "extended file name": (body(part("form-data; name=file; filename=a.png; filename*=UTF-8''canary.exe")), TYPE),
    "two dispositions": (body(part(more=b'Content-Disposition: form-data; name="note"\r\n')), TYPE),
    "two types": (body(part(more=b"Content-Type: image/png\r\nContent-Type: text/html\r\n")), TYPE),
    "quote without end": (body(part('form-data; name="file"; filename="canary')), TYPE),
    "line break in a file name": (body(part('form-data; name="file"; filename="a\r\nX-Canary: 1"')), TYPE),
    "line feed in a file name": (body(part('form-data; name="file"; filename="a\ncanary"')), TYPE),
    "NUL in a file name": (body(part('form-data; name="file"; filename="a\x00canary"')), TYPE),
    "NUL in a header": (body(part(more=b"X-A: a\x00b\r\n")), TYPE),
    "folded header": (body(part('form-data;\r\n name="file"; filename="canary"')), TYPE),
    "header without colon": (b"--B\r\ncanary\r\n\r\nx\r\n--B--\r\n", TYPE),
    "many parts": (body(*[part("form-data; name=n", b"")] * 101), TYPE),
    "a huge header": (body(part(more=b"X-Canary: " + b"y" * 4500 + b"\r\n")), TYPE),
    "many headers": (body(part(more=b"".join(b"X-%d: y\r\n" % n for n in range(300)))), TYPE),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_form_that_can_be_read_in_two_ways_is_400(client, name):
    content, content_type = HOSTILE[name]
    answer = await send(client, content, content_type)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "malformed_request"), problem
    assert [(e["pointer"], e["in"]) for e in problem["errors"]] == [("", "body")]
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('form-data; name="file"; filename="a.png"', "a.png"),
        ("Form-Data; Name=file; FileName=a.png", "a.png"),
        ('form-data; name="file"; filename="pièce; identité.png"', "pièce; identité.png"),
        ('form-data; name="file"; filename="a \\"b\\".png"', 'a "b".png'),
        ('form-data; filename="a%22b%0D%0A.png"; name="file"', "a%22b%0D%0A.png"),
        ('form-data ; name="file" ; filename="" ;', ""),
    ],
)
async def test_what_clients_send_is_taken(client, disposition, name):
    answer = await send(client, body(part(disposition)))
    assert (answer.status_code, answer.json()) == (200, ["", name]), answer.text


async def test_a_boundary_of_70_characters_is_taken(client):
    boundary = b"b ?=" + b"b" * 66
    content_type = f'multipart/form-data; boundary="{boundary.decode()}"'
    answer = await send(client, body(part(boundary=boundary), boundary=boundary), content_type)
    assert answer.status_code == 200, answer.text


async def test_text_in_the_place_of_a_file_is_told(client):
    answer = await send(client, body(part('form-data; name="file"', b"canary")))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"detail": "Must be a file: the part needs a file name.", "pointer": "/file", "in": "body"}
    ]
