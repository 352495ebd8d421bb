"""The retention rules and holds by which an erasure planned now decides what is kept."""

import hashlib

from dsr_service.domain.retention_rules import RetentionRules
from dsr_service.services.context import OperationContext


async def retention_rules_in_force(ctx: OperationContext) -> RetentionRules:
    """The law's defaults (docs/interpretations.md), applied where the data map names them."""
    del ctx  # nothing is stored yet
    return RetentionRules()


def version_of(rules: RetentionRules) -> str:
    """The same for the same rules: an approval holds only for the rules by which its plan was made."""
    text = repr((sorted(rules.rules.items()), rules.keeps, rules.year_end))
    return hashlib.sha256(text.encode()).hexdigest()
