"""Uploads whose type, name or declaration is the point."""
# ruff: noqa: E501 - hostile bytes are read best in one line

import io
import tarfile
from collections.abc import Iterator

from PIL import Image

from uploads import heics, pdfs
from uploads.case import Case, bad, ok, wrong
from uploads.jpegs import eicar
from uploads.pictures import card, encoded, jpeg, png, webp, zip_archive

HONEST = {
    "image/jpeg": (".jpg", jpeg), "image/png": (".png", png), "image/webp": (".webp", webp),
    "application/pdf": (".pdf", pdfs.pages), "image/heic": (".heic", lambda: heics.plain().encode()),
}  # fmt: skip
FOREIGN_DECLARATIONS = (
    "text/html",
    "image/svg+xml",
    "application/zip",
    "image/gif",
    "image/*",
    "image",
    "image/jpeg,text/html",
    "x",
)


def foreign() -> dict[str, bytes]:
    """Files of types that are never taken, whatever they are called."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO(b""))
    small = Image.new("RGB", (300, 300), "red")
    return {
        "gif": encoded(small, "GIF"), "bmp": encoded(small, "BMP"), "tiff": encoded(small, "TIFF"), "ico": encoded(small, "ICO"),
        "jpeg 2000": encoded(small, "JPEG2000"), "avif": encoded(card(), "AVIF"), "tga": encoded(small, "TGA"), "ppm": encoded(small, "PPM"),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "html": b"<!DOCTYPE html><html><body>hello</body></html>", "php": b"<?php phpinfo(); ?>", "text": b"just text\n" * 40, "zip": zip_archive(),
        "docx": zip_archive("word/document.xml"), "jar": zip_archive("META-INF/MANIFEST.MF"), "tar": tar.getvalue(), "gzip": b"\x1f\x8b\x08\0" + bytes(60),
        "exe": b"MZ\x90\0" + bytes(300), "elf": b"\x7fELF\x02\x01\x01" + bytes(120), "shell": b"#!/bin/sh\nid\n", "rtf": b"{\\rtf1 hello}",
        "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "eicar": eicar(), "zeros": bytes(5000), "noise": bytes(range(1, 256)) * 9,
        "film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99), "json": b'{"a": 1}', "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n", "one byte": b"x",
        "psd": b"8BPS\0\1" + bytes(60), "jxl": b"\xff\x0a" + bytes(60), "mng": b"\x8aMNG\r\n\x1a\n" + bytes(30), "font": b"\0\1\0\0\0\x0c" + bytes(60),
    }  # fmt: skip


def cases() -> Iterator[Case]:
    for what, data in foreign().items():
        for declared, (extension, _) in HONEST.items():
            yield wrong(f"type {what} as {extension}", f"a{extension}", data, "type_not_allowed", declared)
    yield wrong("type gif as itself", "a.gif", foreign()["gif"], "type_not_allowed", "image/gif")
    yield wrong("type svg as itself", "a.svg", foreign()["svg"], "type_not_allowed", "image/svg+xml")
    yield wrong("type zip opaque", "a.zip", zip_archive(), "type_not_allowed", "application/octet-stream")
    made = {declared: (extension, make()) for declared, (extension, make) in HONEST.items()}
    for declared, (extension, data) in made.items():
        yield from _names(extension, data)
        yield ok(f"declared opaque {extension}", f"a{extension}", data, "application/octet-stream")
        yield ok(
            f"declared with parameters {extension}", f"a{extension}", data, f"{declared}; charset=binary"
        )
        yield ok(f"declared in capitals {extension}", f"A{extension.upper()}", data, declared.upper())
        for other, (other_extension, _) in made.items():
            if other != declared:
                yield wrong(
                    f"mismatch {extension} declared {other}", f"a{extension}", data, "type_mismatch", other
                )
                yield wrong(
                    f"mismatch {extension} named {other_extension}",
                    f"a{other_extension}",
                    data,
                    "type_mismatch",
                    declared,
                )
                yield wrong(
                    f"mismatch {extension} named and declared {other}",
                    f"a{other_extension}",
                    data,
                    "type_mismatch",
                    other,
                )
                yield wrong(
                    f"mismatch opaque {extension} named {other_extension}",
                    f"a{other_extension}",
                    data,
                    "type_mismatch",
                    "application/octet-stream",
                )
        for odd in FOREIGN_DECLARATIONS:
            yield wrong(f"mismatch {extension} declared {odd}", f"a{extension}", data, "type_mismatch", odd)
    yield wrong("mismatch heif declared, jpeg sent", "a.jpg", jpeg(), "type_mismatch", "image/heif")
    yield bad("empty without extension", "a", b"", "empty")


def _names(extension: str, data: bytes) -> Iterator[Case]:
    for name in (f"a b {extension}", f"пасспорт{extension}", f"证件{extension}", f"../../etc/passwd{extension}", f"..\\..\\a{extension}", f"a.php{extension}",
                 f"a'\";--{extension}", f"a\r\nSet-Cookie: b{extension}", f"a\u202egpj{extension}", f"{'n' * 240}{extension}", f"<script>{extension}",
                 f"a.{extension}", f"CON{extension}", f"%00{extension}", f"a\u00e9e\u0301{extension}", f"-rf{extension}", f"😀{extension}"):  # fmt: skip
        yield ok(f"name {name!r:.40} of {extension}", name, data)
    for name in ("passport", "", extension, f"a{extension}.exe", f"a{extension}.", f"a{extension} ", f"a{extension}.html", f"a{extension}\0.txt", f"a.txt\0{extension}",
                 f"a{extension}/", f"a{extension};.txt", "a.gif"):  # fmt: skip
        yield wrong(f"name {name!r:.40} of {extension}", name, data, "type_mismatch")
