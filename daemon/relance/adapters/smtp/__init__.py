"""Handing one mail to the SMTP server, so that it is always known whether it may have been taken.

`SmtpCourier` fits `relance.flows.ports.Courier` by shape.
"""

from relance.adapters.smtp.courier import SmtpCourier
from relance.adapters.smtp.settings import Patience, SmtpSettings

__all__ = ["Patience", "SmtpCourier", "SmtpSettings"]
