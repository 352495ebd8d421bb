"""A REST service that honours the GDPR rights of an online shop's customers."""
