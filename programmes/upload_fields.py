"""Uploads in forms of /beheer/."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from programmes.pictures import FORMATS, PictureObstacle, PictureRefused


class PictureField(forms.FileField):
    """An upload that becomes what `read` makes of it.

    Args:
        read: judges the bytes; raises PictureRefused.
        most_bytes: more is not read from the upload than one byte over this, which `read` then refuses.
        refusals: what to tell, by what is in the way.
    """

    def __init__(
        self,
        *,
        read: Callable[[bytes], object],
        most_bytes: int,
        refusals: Mapping[PictureObstacle, str],
        **kwargs: Any,
    ) -> None:
        accept = ",".join(f"image/{name.lower()}" for name in FORMATS)
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), required=False, **kwargs)
        self.read, self.most_bytes, self.refusals = read, most_bytes, refusals

    def clean(self, data: Any, initial: Any = None) -> object:
        """Judge the file by what is in it."""
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        if upload is None:
            return None
        try:
            return self.read(upload.read(self.most_bytes + 1))
        except PictureRefused as refusal:
            raise forms.ValidationError(self.refusals[refusal.obstacle]) from refusal


class AsksForUploadAgain(forms.BaseForm):
    """Asks for an upload once more when the form comes back: browsers make that field empty."""

    upload: ClassVar[str]
    choose_again: ClassVar[str]

    def full_clean(self) -> None:
        """Judge the form; whoever mends something else has to choose the file anew."""
        super().full_clean()
        if self.is_bound and self.errors and self.cleaned_data.get(self.upload):
            self.add_error(self.upload, self.choose_again)
