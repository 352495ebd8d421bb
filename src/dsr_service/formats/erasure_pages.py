"""An erasure's plan and certificate as pages for people: French or English, no script, nothing loaded."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dsr_service.formats.package_html import PAGE_STYLE, POLICY
from dsr_service.formats.plain_names import category_name

__all__ = ["POLICY", "certificate_page", "plan_page"]

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("dsr_service.formats"), autoescape=True, undefined=StrictUndefined, auto_reload=False
)
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "plan": "Plan d'effacement", "certificate": "Attestation d'effacement", "request": "Demande", "status": "État",
        "ground": "Motif (RGPD)", "planned_at": "Plan établi le", "approved_at": "Approuvé le",
        "not_before": "Exécution au plus tôt le", "verified_at": "Vérifié par une nouvelle lecture le",
        "delete": "Supprimé", "mask": "Masqué", "keep": "Conservé", "unlink": "Délié", "rows": "Lignes",
        "collection": "Données", "categories": "Catégories", "why": "Fondement", "until": "Jusqu'au", "how": "Méthode",
        "blocked": "Ce qui s'y oppose", "nothing": "Aucune donnée n'est concernée.", "lifted": "levée de la mesure",
        "mask_note": "Masquer n'est pas effacer : la ligne reste, parce que la loi ou d'autres lignes l'exigent, mais "
        "les champs masqués ne disent plus rien de la personne. Les données conservées sont effacées après la date "
        "indiquée.",
        "unlink_note": "Délié : la ligne est aussi à d'autres personnes ; seul son lien avec la personne disparaît.",
        "verified": "Une nouvelle lecture de toutes les sources n'a trouvé que ce que le plan conserve.",
        "signature": "Signature Ed25519", "key": "Clé publique", "controller": "Responsable du traitement",
        "everything": "Toutes les données", "scope": "Portée",
        "files": "Fichiers", "file_delete": "Supprimés", "file_shared": "Conservés : une autre ligne les désigne aussi",
        "file_by_hand": "À supprimer à la main : une tâche le demande à une personne",
        "files_note": "Les fichiers que désignent les lignes supprimées ou masquées.",
        "packages": "Copies antérieures détruites", "documents": "Pièces d'identité détruites",
    },
    "en": {
        "plan": "Plan of the erasure", "certificate": "Certificate of erasure",
        "request": "Request",
        "status": "Status", "ground": "Ground (GDPR)", "planned_at": "Planned", "approved_at": "Approved",
        "not_before": "Not before",
        "verified_at": "Proved by reading again", "delete": "Deleted", "mask": "Masked", "keep": "Kept",
        "unlink": "Unlinked", "rows": "Rows", "collection": "Data", "categories": "Categories", "why": "Ground and law",
        "until": "Until", "how": "Method", "blocked": "What stands against it", "nothing": "No data is concerned.",
        "lifted": "it is lifted",
        "mask_note": "Masking is not erasing: the row stays because the law or other rows need it; its masked fields "
        "tell nothing of the person any more. Kept data are erased after the day that is named.",
        "unlink_note": "Unlinked: the row is other people's too; only its link to the person goes.",
        "verified": "All sources were read again, and nothing was found but what the plan keeps.",
        "signature": "Ed25519 signature", "key": "Public key", "controller": "Controller", "everything": "All data",
        "files": "Files", "file_delete": "Deleted", "file_shared": "Kept: another row names them too",
        "file_by_hand": "To be deleted by hand: a task asks a person for it",
        "files_note": "The files that deleted or masked rows name.",
        "scope": "Scope", "packages": "Earlier copies destroyed", "documents": "Identity documents destroyed",
    },
}  # fmt: skip
_ACTIONS: Final = ("delete", "mask", "keep", "unlink")


def plan_page(facts: Mapping[str, Any], locale: str) -> str:
    """`facts` as the API shows them."""
    return _page("erasure_plan.html.j2", facts, facts["items"], locale)


def certificate_page(facts: Mapping[str, Any], signature: str, public_key: str, locale: str) -> str:
    return _page(
        "erasure_certificate.html.j2",
        facts,
        facts["items"],
        locale,
        signature=signature,
        public_key=public_key,
    )


def _page(
    template: str, facts: Mapping[str, Any], items: Sequence[Mapping[str, Any]], locale: str, **more: str
) -> str:
    language = "en" if locale.lower().startswith("en") else "fr"
    groups = [(action, [_shown(i, language) for i in items if i["action"] == action]) for action in _ACTIONS]
    return _ENVIRONMENT.get_template(template).render(
        facts=facts,
        words=_WORDS[language],
        language=language,
        groups=[group for group in groups if group[1]],
        style=Markup(PAGE_STYLE),  # noqa: S704 - our own file
        **more,
    )


def _shown(item: Mapping[str, Any], language: str) -> dict[str, Any]:
    names = sorted({category_name(category, language) for category in item["categories"]})
    return {**item, "category_names": ", ".join(names)}
