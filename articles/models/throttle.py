"""How much of what may be tried at the desk's door has been tried."""

from django.db import models


class LoginThrottle(models.Model):
    """One allowance that has been drawn on (`articles.admin.throttle`). A row whose moment has passed says nothing."""

    key = models.CharField(
        max_length=64, unique=True, help_text="A digest: neither names nor addresses are kept."
    )
    spent_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}… until {self.spent_until:%Y-%m-%d %H:%M:%S}"
