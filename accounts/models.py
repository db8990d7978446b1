"""Who you are: a person is an e-mail address in lower case."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.addresses import normalise


class UserManager(BaseUserManager["User"]):
    """Makes users by address; without a password they sign in with a code sent by mail."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; `password=None` sets an unusable one."""
        user = self.model(email=normalise(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a beheerder, who may do everything in /beheer/."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by address, whatever its capitals."""
        return self.get(email=normalise(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: a deelnemer by mailed code, an organisator with a password."""

    email = models.EmailField("e-mailadres", unique=True)
    naam = models.CharField("naam", max_length=150, blank=True)
    is_active = models.BooleanField("mag inloggen", default=True)
    date_joined = models.DateTimeField("gemaakt op", default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.naam or self.email

    def clean(self) -> None:
        super().clean()
        self.email = normalise(self.email)

    @property
    def is_staff(self) -> bool:
        """Tell Django's admin the least it must know; who may enter /beheer/ is decided by its site."""
        return self.is_superuser


class Teller(models.Model):
    """How often one address or IP did one thing in one stretch of time; counted here for all processes."""

    sleutel = models.CharField(max_length=64, help_text="HMAC van handeling en adres: het adres zelf staat hier niet")
    begin = models.DateTimeField()
    einde = models.DateTimeField(db_index=True)
    aantal = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "teller"
        verbose_name_plural = "tellers"
        constraints = [models.UniqueConstraint(fields=["sleutel", "begin"], name="teller_once_per_window")]

    def __str__(self) -> str:
        return f"{self.sleutel[:8]} {self.aantal}"
