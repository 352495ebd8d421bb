"""Known channels: ways to reach the person that were there before the request, and what each may be used for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.identity.identity_policy import IdentityRules

EMAIL = "email"


class Origin(StrEnum):
    """Who says that the person is reached there."""

    SOURCE = "source"  # the shop's own data, read at submission
    STOREFRONT = "storefront"  # the integration that submitted states it
    STAFF = "staff"  # a member of staff found it, in a letter for example


class Standing(StrEnum):
    """How a channel stands to the request."""

    KNOWN = "known"  # long before it
    OF_UNKNOWN_AGE = "of_unknown_age"  # before it, but no source tells since when
    RECENT = "recent"  # changed shortly before it: that is how an account is taken over
    AFTER_REQUEST = "after_request"  # came with it, or after it


class ChannelAlreadyConfirmed(DsrError):
    code = "channel_already_confirmed"
    kind = Kind.CONFLICT
    title = "This channel was confirmed already."


class NoReleaseChannel(DsrError):
    code = "no_release_channel"
    kind = Kind.CONFLICT
    title = "Data may not leave through this channel: it is not known well enough from before the request."


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """What is known of a channel's age, and whether a second person has checked it."""

    origin: Origin
    known_since: datetime | None
    confirmed: bool

    def standing(self, received_at: datetime, rules: IdentityRules) -> Standing:
        """Measured at the receipt, not at the release: waiting does not make a taken-over address an old one."""
        if self.origin is Origin.STAFF:
            return Standing.AFTER_REQUEST  # one person's word: a second one's check makes it known
        if self.known_since is None:
            return Standing.OF_UNKNOWN_AGE
        if self.known_since >= received_at:
            return Standing.AFTER_REQUEST
        if received_at - self.known_since < rules.contact_settles:
            return Standing.RECENT
        return Standing.KNOWN

    def may_prove(self, received_at: datetime, rules: IdentityRules) -> bool:
        """May a one-time code go there? Its answer would prove who asks."""
        return self.confirmed or self.standing(received_at, rules) in {
            Standing.KNOWN,
            Standing.OF_UNKNOWN_AGE,
        }

    def may_release(self, received_at: datetime, rules: IdentityRules) -> bool:
        """May data leave through it? Without its age being told only where the controller decided so."""
        standing = self.standing(received_at, rules)
        return (
            self.confirmed
            or standing is Standing.KNOWN
            or (standing is Standing.OF_UNKNOWN_AGE and rules.unknown_age_settles)
        )
