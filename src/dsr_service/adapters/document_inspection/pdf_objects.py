"""The objects of a PDF: what acts, what is embedded, and what unfolds beyond measure."""

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dsr_service.adapters.document_inspection.findings import Refused
from dsr_service.domain.identity.document_policy import Reason

_MAX_OBJECTS: Final = 100_000
_MAX_NODES: Final = 1_500_000
_MAX_DEPTH: Final = 200
_MAX_FILTERS: Final = 3
_MAX_CONTENT: Final = 64 << 20  # inflated, all streams but images together
_MAX_IMAGE: Final = 256 << 20  # inflated, each: A3 in colour at 600 dpi
_MAX_IMAGES: Final = 1 << 30
_REFERENCE: Final = re.compile(rb"(?<![\w.])(\d{1,10}) (\d{1,5}) R\b")
_STREAMS: Final = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_FLATE: Final = frozenset({"/FlateDecode", "/Fl"})
_SLACK: Final = 4096

# ISO 32000-2 12.6.4. What merely moves within the document, or opens a web page on a click, does not act.
_HARMLESS_ACTIONS: Final = frozenset(
    {"/GoTo", "/Named", "/URI", "/SetOCGState", "/Thread", "/Trans", "/GoToDp"}
)
_AUTOMATIC_ACTIONS: Final = frozenset({"/GoTo", "/Named", "/SetOCGState"})
_ACTING: Final = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Hide", "/GoToR", "/GoToE", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView",
})  # fmt: skip
_ACTING_KEYS: Final = frozenset({"/JS", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
_EMBEDDING_KEYS: Final = frozenset({"/EF", "/Collection", "/AdditionalStreams"})  # the last: office files
_ACTING_ANNOTATIONS: Final = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_ACTION_SLOTS: Final = frozenset({"/A", "/OpenAction", "/Next", "/PA"})
_WEB_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


class _Budget:
    """What all objects of one file may cost together."""

    def __init__(self) -> None:
        self.nodes = _MAX_NODES
        self.content = _MAX_CONTENT
        self.images = _MAX_IMAGES


def check(pdf: pikepdf.Pdf) -> bool:
    """Look at every object, also those that no page reaches: a reader less strict than ours may.

    Whether some could not be read where the table says they are.
    """
    budget = _Budget()
    if len(pdf.objects) > _MAX_OBJECTS:
        raise Refused(Reason.TOO_COSTLY)
    _check_tree(pdf.trailer, budget)
    lost = False
    objects: Iterable[Object | None] = pdf.objects  # None: null, or not where the table says
    for found in objects:
        if found is None:
            lost = True
        else:
            _check_tree(found, budget)
    return lost


def refuse_incomplete(pdf: pikepdf.Pdf, body: bytes) -> None:
    """Refuse a repaired document that refers to objects it has lost: what is left may not be what it said.

    The references are read from the bytes as well, since qpdf leaves out those that lead nowhere.
    """
    texts = [found.unparse(resolved=True) for found in pdf.objects if isinstance(found, (Array, Dictionary))]
    named = {match for text in (_STREAMS.sub(b"", body), *texts) for match in _REFERENCE.findall(text)}
    if any(pdf.get_object(int(number), int(generation)) is None for number, generation in named):
        raise Refused.damaged()


def _check_tree(root: Object, budget: _Budget) -> None:
    """One indirect object and the direct ones inside it: JavaScript hides in those."""
    stack: list[tuple[Object, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        budget.nodes -= 1
        if budget.nodes < 0 or depth > _MAX_DEPTH:
            raise Refused(Reason.TOO_COSTLY)
        if isinstance(node, Array):
            stack += [(child, depth + 1) for child in _children(node, budget)]
        elif isinstance(node, (Dictionary, Stream)):
            entries = dict(node.items())
            budget.nodes -= len(entries)
            _check_dictionary(entries)
            if isinstance(node, Stream):
                _check_stream(node, entries, budget)
            stack += [
                (child, depth + 1)
                for child in entries.values()
                if isinstance(child, (Array, Dictionary)) and not child.is_indirect
            ]


def _children(array: Array, budget: _Budget) -> Iterator[Object]:
    budget.nodes -= len(array)
    if budget.nodes < 0:
        raise Refused(Reason.TOO_COSTLY)
    for child in array:
        if isinstance(child, (Array, Dictionary)) and not child.is_indirect:
            yield child


def _check_dictionary(entries: dict[str, Object]) -> None:
    keys = entries.keys()
    if (
        keys & _EMBEDDING_KEYS
        or _is(entries, "/Type", "/EmbeddedFile")
        or _is(entries, "/Subtype", "/FileAttachment")
    ):
        raise Refused(Reason.EMBEDDED_FILES)
    if _filled(entries.get("/EmbeddedFiles")):
        raise Refused(Reason.EMBEDDED_FILES)
    acts = (
        keys & _ACTING_KEYS
        or _filled(entries.get("/JavaScript"))
        or _text(entries.get("/Subtype")) in _ACTING_ANNOTATIONS
        or (_text(entries.get("/S")) in _ACTING and not _is(entries, "/Type", "/StructElem"))
        or ("/Ref" in keys and _is(entries, "/Subtype", "/Form"))  # shows a page of another file
    )
    if acts:
        raise Refused(Reason.ACTIVE_CONTENT)
    _check_slots(entries)


def _check_slots(entries: dict[str, Object]) -> None:
    """What stands in the places of actions: only the harmless kinds, and fewer where nobody clicks."""
    for slot in _ACTION_SLOTS & entries.keys():
        allowed = _AUTOMATIC_ACTIONS if slot == "/OpenAction" else _HARMLESS_ACTIONS
        for action in _actions(entries[slot]):
            _check_action(action, allowed)
    if isinstance(entries.get("/AA"), Dictionary):
        for action in entries["/AA"].values():
            _check_action(action, _AUTOMATIC_ACTIONS)


def _actions(slot: Object) -> list[Object]:
    return list(slot) if isinstance(slot, Array) and len(slot) < 1000 else [slot]


def _check_action(action: Object, allowed: frozenset[str]) -> None:
    """A dictionary with /S in the place of an action; structure attributes and destinations have none."""
    if not isinstance(action, Dictionary) or "/S" not in action:
        return
    kind = _text(action.get("/S"))
    if kind not in allowed:
        raise Refused(Reason.ACTIVE_CONTENT)
    if kind == "/URI":
        target = action.get("/URI")
        address = bytes(target) if isinstance(target, pikepdf.String) else b""
        scheme, colon, _ = address.partition(b":")
        plain = bytes(c for c in scheme.lower() if c > 32).decode("latin-1")
        if (colon and plain not in _WEB_SCHEMES) or address.lstrip().startswith((b"\\\\", b"//")):
            raise Refused(Reason.ACTIVE_CONTENT)  # scripts, files, network shares


def _is(entries: dict[str, Object], key: str, value: str) -> bool:
    return _text(entries.get(key)) == value


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, Name) else None


def _filled(tree: Object | None) -> bool:
    """Whether a name tree holds anything; some writers leave empty ones."""
    if not isinstance(tree, Dictionary):
        return False
    return any(isinstance(tree.get(key), Array) and len(tree[key]) > 0 for key in ("/Names", "/Kids"))


def _check_stream(stream: Stream, entries: dict[str, Object], budget: _Budget) -> None:
    """Unfold a stream's first layers within what it may need; the rest is the renderer's, within its limits."""
    if "/F" in entries or _is(entries, "/Subtype", "/PS"):
        raise Refused(Reason.ACTIVE_CONTENT)  # data outside the file, PostScript
    filters = _filters(entries.get("/Filter"))
    if len(filters) > _MAX_FILTERS:
        raise Refused(Reason.TOO_COSTLY)
    is_image = _is(entries, "/Subtype", "/Image")
    if filters and filters[0] in _FLATE:
        limit = min(budget.images, _MAX_IMAGE) if is_image else budget.content
        layers = next((i for i, name in enumerate(filters) if name not in _FLATE), len(filters))
        size = _inflated(bytes(stream.read_raw_bytes()), layers, limit)
    elif filters and filters[-1] in _FLATE | {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}:
        try:
            size = len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
        except pikepdf.PdfError:
            raise Refused.damaged() from None
    else:
        size = 0
    if is_image:
        budget.images -= size
    else:
        budget.content -= size
    if budget.images < 0 or budget.content < 0:
        raise Refused(Reason.TOO_COSTLY)


def _filters(value: Object | None) -> list[str]:
    if isinstance(value, Name):
        return [str(value)]
    return [str(f) for f in value] if isinstance(value, Array) and len(value) < 100 else []


def _inflated(packed: bytes, layers: int, limit: int) -> int:
    """The size when inflated, through all layers."""
    size = 0
    try:
        for piece in _unfolded(packed, layers):
            size += len(piece)
            if size > limit + _SLACK:
                raise Refused(Reason.TOO_COSTLY)
    except zlib.error:
        raise Refused.damaged() from None
    return size  # Acrobat leaves streams open at their end: that is no damage


def _unfolded(packed: bytes, layers: int) -> Iterator[bytes]:
    """The innermost layer in pieces of at most a megabyte; nothing is ever held whole."""
    outer: Iterable[bytes] = (packed,) if layers == 1 else _unfolded(packed, layers - 1)
    inflater = zlib.decompressobj()
    for piece in outer:
        waiting = piece
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, 1 << 20)
            waiting = inflater.unconsumed_tail
