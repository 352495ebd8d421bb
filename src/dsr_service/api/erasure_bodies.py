"""What is said of erasures over HTTP: what is wanted and refused, the plan, how far it is, the certificate."""

from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from dsr_service.api.schemas import Body, CivilDay, Prose, ShortText, View
from dsr_service.domain.erasure.erasures import ARTICLES, ErasureGround, ErasureStatus, SourceState
from dsr_service.domain.erasure.files import FileFate
from dsr_service.domain.erasure.plan import Action
from dsr_service.domain.erasure.scope import CategoryRefusal
from dsr_service.domain.grounds import REFUSAL_GROUNDS
from dsr_service.services import erasures

Category = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.-]+$", examples=["user.contact"])
]


class CategoryRefusalIn(Body):
    """Data that stay although the person asked for their erasure."""

    categories: list[Category] = Field(min_length=1, max_length=100)
    ground: str = Field(
        max_length=60,
        pattern=r"^[A-Z][A-Z_]*$",
        description="Of the catalogue, for erasure (art. 17(1), 17(3)).",
        examples=["ERASE_LEGAL_CLAIMS"],
    )
    law: ShortText | None = Field(
        None, max_length=200, description="The law or the dispute; null: the ground's own article."
    )
    reasons: Prose = Field(
        description="What the person is told (art. 12(4)).", examples=["Un litige est en cours."]
    )
    keep_until: CivilDay = Field(description="The last day; on the next one they are erased.")

    def read(self) -> CategoryRefusal:
        ground = REFUSAL_GROUNDS.get(self.ground)
        law = self.law or (ground.article if ground else "")
        return CategoryRefusal(tuple(self.categories), self.ground, law, self.reasons, self.keep_until)


class ErasurePlanIn(Body):
    ground: ErasureGround = Field(description="Why the data must go (art. 17(1)(a)-(f)).")
    categories: list[Category] | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Only these data categories and what lies below them; null: those that the person named in the "
        "request, or everything. What was asked for and is left out has to be refused.",
        examples=[None],
    )
    refused: list[CategoryRefusalIn] = Field(
        default_factory=list,
        max_length=20,
        description="Categories that stay on a ground of the catalogue: the plan keeps them, the letter says why.",
    )


class GroundOfErasureOut(View):
    code: ErasureGround
    article: str = Field(examples=["17(1)(a)"])


class PlanItemOut(View):
    dataset: str
    collection: str
    fields: list[str]
    categories: list[str]
    action: Action = Field(
        description="`mask` is no erasure; `unlink` ends the link of a row that is others' too."
    )
    strategy: str | None
    ground: str | None = Field(description="Of what is kept: a code of the catalogue.")
    law: str | None
    keep_until: date | None = Field(
        description="The last day on which it is kept; null: until a hold is lifted."
    )
    rows: int


class BlockedOut(View):
    dataset: str
    collection: str | None
    reason: str


class ErasedFilesOut(View):
    dataset: str
    collection: str
    field: str = Field(description="The field whose values name them.")
    store: str = Field(description="As the data map names it.", examples=["media"])
    action: FileFate = Field(
        description="`shared`: another row names them too, and they stay; `by_hand`: a manual task asks a person."
    )
    files: int


class ErasureSourceOut(View):
    dataset: str
    state: SourceState
    changed_at: datetime


class KeptOut(View):
    dataset: str
    collection: str
    categories: list[str]
    ground: str
    law: str
    keep_until: date | None
    rows: int
    done_at: datetime | None


_NOT_PLAIN: Final = {
    *(
        "ground",
        "categories",
        "refused",
        "items",
        "files",
        "blocked",
        "sources",
        "left",
        "kept",
        "outcome",
        "file_outcome",
    )
}


class RefusedCategoriesOut(View):
    categories: list[str]
    ground: str
    law: str
    reasons: str
    keep_until: date


class ErasurePlanOut(View):
    id: UUID
    request_id: UUID
    attempt: int
    status: ErasureStatus
    ground: GroundOfErasureOut
    categories: list[str] | None
    refused: list[RefusedCategoriesOut] = Field(description="What stays by a decision of its own, and why.")
    items: list[PlanItemOut]
    files: list[ErasedFilesOut] = Field(description="Files that the rows name, and what becomes of them.")
    blocked: list[BlockedOut] = Field(description="Why it can't be carried out; then nothing was touched.")
    data_map_version_id: UUID
    rules_version: str
    schema_fingerprint: str | None
    plan_sha256: str | None
    planned_by: str
    planned_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    not_before: datetime | None = Field(description="The end of the cool-down, in which it can be cancelled.")
    sources: list[ErasureSourceOut]
    outcome: list[PlanItemOut] | None = Field(description="What was done; null: nothing yet.")
    file_outcome: list[ErasedFilesOut] | None = Field(description="What became of the files.")
    left: dict[str, dict[str, int]] | None = Field(
        description="What the walk after it found, rows per collection."
    )
    kept: list[KeptOut] = Field(description="What comes up again once its ground ends.")
    ended_at: datetime | None
    end_reason: str | None

    @classmethod
    def of(cls, shown: erasures.Shown) -> "ErasurePlanOut":
        erasure = shown.erasure
        planned = erasure.plan or {"items": [], "blocked": []}
        plain = {name: getattr(erasure, name) for name in cls.model_fields if name not in _NOT_PLAIN}
        return cls(
            **plain,
            ground=GroundOfErasureOut(code=erasure.ground, article=ARTICLES[erasure.ground]),
            categories=erasure.scope,
            refused=[RefusedCategoriesOut.model_validate(entry) for entry in erasure.refused or ()],
            items=[PlanItemOut.model_validate(item) for item in planned["items"]],
            files=[ErasedFilesOut.model_validate(item) for item in planned.get("files", ())],
            file_outcome=None
            if erasure.file_outcome is None
            else [ErasedFilesOut.model_validate(item) for item in erasure.file_outcome],
            blocked=[BlockedOut.model_validate(entry) for entry in planned["blocked"]],
            sources=[ErasureSourceOut.model_validate(source) for source in shown.sources],
            outcome=None
            if erasure.outcome is None
            else [PlanItemOut.model_validate(i) for i in erasure.outcome],
            left=erasure.left_rows,
            kept=[KeptOut.model_validate(kept) for kept in shown.kept],
        )


class SignatureOut(View):
    algorithm: str = Field(examples=["Ed25519"])
    value: str = Field(
        description="Base64, over the certificate as canonical JSON: keys sorted, no blanks, UTF-8."
    )
    public_key: str = Field(description="Base64 of the 32 bytes.")


class CertificateOut(View):
    certificate: dict[str, Any]
    signature: SignatureOut


class CertificateKeyOut(View):
    algorithm: str = Field(examples=["Ed25519"])
    public_key: str
