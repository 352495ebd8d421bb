"""The process that reads hostile files: it loads the readers once, then forks a confined process for each file.

Spoken over a Unix socket: four bytes of length, a JSON job, with it the document's descriptor and a socket for
the answer. Answered: the process id, a JSON head, then the pages, each with its length before it.
"""

import json
import os
import signal
import socket
import struct
import sys
from typing import Any

from dsr_service.adapters.document_inspection import images, pdf, polyglots, raster, sandbox, sniffing, turns
from dsr_service.adapters.document_inspection.findings import Refused
from dsr_service.adapters.document_inspection.warming import warm_up
from dsr_service.domain.identity.document_policy import MAX_BYTES, MediaType, Reason, judge_size


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    limits = sandbox.Limits(*json.loads(sys.argv[2]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    sandbox.close_network()
    warm_up()
    turns.prepare()
    while True:
        head, descriptors, _, _ = socket.recv_fds(control, 4, 2)
        if len(head) < 4:
            return  # the parent is gone
        job = json.loads(_exactly(control, struct.unpack(">I", head)[0]))
        document, answer = descriptors
        try:
            child = os.fork()
        except OSError:
            child = -1
        if child == 0:
            control.close()
            _serve(job, document, socket.socket(fileno=answer), limits)
        os.close(document)
        os.close(answer)


def _exactly(control: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = control.recv(size - len(data))
        if not piece:
            sys.exit()
        data += piece
    return data


def _serve(job: dict[str, Any], document: int, answer: socket.socket, limits: sandbox.Limits) -> None:
    """Do one job and end the process, whatever happens."""
    try:
        answer.sendall(struct.pack(">I", os.getpid()))
        sandbox.confine(limits)
        with open(document, "rb") as file:
            data = file.read(max(MAX_BYTES, int(job.get("limit", 0))) + 1)
        head, pages = _perform(job, data)
        encoded = json.dumps({**head, "pages": len(pages)}).encode()
        answer.sendall(struct.pack(">I", len(encoded)) + encoded)
        for page in pages:
            answer.sendall(struct.pack(">I", len(page)) + page)
    finally:
        os._exit(0)


def _perform(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    found: str | None = None
    try:
        if job["task"] == "watermark":
            return {"reason": None}, [raster.watermark(data, job["text"])]
        _refuse_size(data)
        found = sniffing.found_type(data)
        return {"reason": None, "type": found}, _read(data, found, job["expected"])
    except Refused as refusal:
        return {"reason": refusal.reason, "type": refusal.found_type or found}, []
    except (MemoryError, RecursionError):
        return {"reason": Reason.TOO_COSTLY, "type": found}, []
    except Exception:  # noqa: BLE001 - whatever a reader makes of hostile bytes: it can't be read
        return {"reason": Reason.DAMAGED, "type": found}, []


def _refuse_size(data: bytes) -> None:
    reason = judge_size(len(data))
    if reason is not None:
        raise Refused(reason)


def _read(data: bytes, found: str | None, expected: str | None) -> list[bytes]:
    if found not in set(MediaType):
        raise Refused(Reason.TYPE_NOT_ALLOWED)
    media_type = MediaType(found)
    if media_type != expected:
        raise Refused(Reason.TYPE_MISMATCH)
    pages = pdf.render(data) if media_type is MediaType.PDF else [images.render(data, media_type)]
    polyglots.refuse_polyglot(data, media_type)  # last: what acts or is damaged is better told as that
    return pages


if __name__ == "__main__":
    main()
