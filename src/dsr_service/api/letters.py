"""The catalogue of letters over HTTP: which there are, and how each reads with invented facts."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.domain.errors import Forbidden, InvalidInput
from dsr_service.domain.letters import LETTERS, LetterKind
from dsr_service.services import letter_catalogue

router = APIRouter(
    prefix="/v1/letters", route_class=OperationRoute, dependencies=SECURED, tags=["Correspondence"]
)


class LetterTypeOut(View):
    kind: LetterKind = Field(examples=["acknowledgement"])
    article: str = Field(description="Of the GDPR, that it serves.", examples=["12(2)"])
    needs: list[str] = Field(description="Facts that it can't be without.", examples=[["rights"]])
    remedies: bool = Field(description="It names the authority and the judicial remedy (art. 12(4)).")
    automatic: bool = Field(description="Sent without anybody having looked: counts for the daily budget.")
    languages: list[str] = Field(examples=[["fr", "en"]])


class PreviewIn(Body):
    language: Literal["fr", "en"] = Field("fr", examples=["fr"])


class LetterOut(View):
    kind: LetterKind = Field(examples=["acknowledgement"])
    language: str = Field(examples=["fr"])
    subject: str = Field(examples=["Votre demande DSR-2026-7K3F9QX2 : nous l'avons reçue"])
    text: str = Field(examples=["Bonjour Camille Martin,\n\nNous avons reçu votre demande.\n"])
    html: str = Field(
        description="One page that loads nothing.", examples=['<!DOCTYPE html>\n<html lang="fr">\n</html>']
    )


@router.get(
    "",
    operation_id="listLetterKinds",
    summary="List the kinds of letters",
    description="Every letter that a person may get, with the article that it serves (art. 12-22).",
    responses=problems(Forbidden),
)
async def kinds(ctx: Operation) -> list[LetterTypeOut]:
    return [
        LetterTypeOut(
            kind=kind,
            article=LETTERS[kind].article,
            needs=sorted(LETTERS[kind].needs),
            remedies=LETTERS[kind].remedies,
            automatic=LETTERS[kind].automatic,
            languages=list(languages),
        )
        for kind, languages in letter_catalogue.kinds(ctx)
    ]


@router.post(
    "/{kind}/preview",
    operation_id="previewLetter",
    summary="Preview a letter",
    description="The letter as the templates in force say it, about an invented request; nothing is stored or sent "
    "(plain language, art. 12(1)).",
    responses=problems(Forbidden, InvalidInput),
)
async def preview(kind: LetterKind, body: PreviewIn, ctx: Operation) -> LetterOut:
    letter = await letter_catalogue.preview(ctx, kind, body.language)
    return LetterOut(
        kind=kind, language=letter.language, subject=letter.subject, text=letter.body, html=letter.html
    )
