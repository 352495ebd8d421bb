"""The identity policy: for which right a proof is asked, what proves, and how long codes, links and notices live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.rights import Right, needs_identity


class PolicyKind(StrEnum):
    AS_POLICY = "as_policy"  # a proof is asked for, except where the law forbids it
    PROPORTIONATE = "proportionate"  # a proof is asked for on a recorded reasonable doubt only (art. 12(6))


class Means(StrEnum):
    """How an identity was proved."""

    DOCUMENT = "identity_document"
    SESSION = "authenticated_session"
    CODE = "one_time_code"
    ADDRESS = "known_address_code"  # a code that staff sent by a way of their own
    IN_PERSON = "in_person"
    CALLBACK = "callback"


# What only a signed assertion, or a member of staff who saw it, can say.
RECORDED_BY_STAFF: Final = (Means.SESSION, Means.ADDRESS, Means.IN_PERSON, Means.CALLBACK)


class ProofNotAskable(DsrError):
    code = "proof_not_askable"
    kind = Kind.CONFLICT
    title = (
        "No proof of identity may be asked for an objection to direct marketing or a withdrawal of consent."
    )


class DoubtNotRecorded(DsrError):
    code = "doubt_not_recorded"
    kind = Kind.INVALID
    title = "Under the proportionate policy a proof is asked for on a recorded reasonable doubt only."


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """What the controller has decided about identity."""

    policy: PolicyKind = PolicyKind.AS_POLICY
    by_right: Mapping[Right, PolicyKind] = field(default_factory=dict)
    contact_settles: timedelta = timedelta(days=30)  # younger contacts release nothing
    unknown_age_settles: bool = False  # whether a contact whose age no source tells counts as old
    document_alone_waits: timedelta = timedelta(hours=72)
    code_lives: timedelta = timedelta(minutes=10)
    link_lives: timedelta = timedelta(days=7)
    session_lives: timedelta = timedelta(minutes=30)
    mails_a_day: int = 3  # to one recipient, over all requests and clients
    digital_age: int = 15  # from which a minor asks alone (loi Informatique et Libertes, art. 45)
    audience: str = "dsr_service"  # `aud` of the storefronts' assertions
    link_base: str = ""  # where links lead: the installation's public origin
    assertion_root: bytes = b""  # the secrets of HMAC assertion keys are derived from it

    def policy_for(self, right: Right) -> PolicyKind:
        return self.by_right.get(right, self.policy)

    def asks_for_proof(self, rights: Iterable[tuple[Right, frozenset[str]]]) -> bool:
        """Whether a request of these rights (each with its purposes) waits for a proof from its start."""
        return any(
            needs_identity(right, purposes) and self.policy_for(right) is PolicyKind.AS_POLICY
            for right, purposes in rights
        )

    def check_asking(
        self, rights: Iterable[tuple[Right, frozenset[str]]], reasonable_doubt: str | None
    ) -> None:
        """May a proof be asked for now? Raises ProofNotAskable, DoubtNotRecorded."""
        askable = [right for right, purposes in rights if needs_identity(right, purposes)]
        if not askable:
            raise ProofNotAskable
        doubted = bool((reasonable_doubt or "").strip())
        if not doubted and not any(self.policy_for(right) is PolicyKind.AS_POLICY for right in askable):
            raise DoubtNotRecorded


# A code of eight of these is one of 2**40: five tries a code and three codes a day find it in no lifetime.
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 8
CODE_TRIES: Final = 5
CODES_A_DAY: Final = 3  # of one request


def plain_code(typed: str) -> str:
    """What a person typed, as it was made: case, blanks and look-alike letters do not matter."""
    kept = "".join(c for c in typed.upper() if c.isalnum())
    return kept.translate(str.maketrans("ILO", "110"))
