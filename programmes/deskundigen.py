"""Changes a deskundige and the photo of them."""

from django.db import transaction

from programmes.models import Deskundige, Portret
from programmes.portraits import Portrait


def change_deskundige(*, deskundige: Deskundige, foto: Portrait | None = None, without_foto: bool = False) -> None:
    """Save a new or changed deskundige; the address of the photo changes with what is in it.

    Args:
        deskundige: as it must become, checked field by field (`full_clean`). What it knows of the photo may be old:
            the stored photo stays, unless the arguments below say otherwise.
        foto: takes the place of the photo, if any.
        without_foto: take the photo away; a new `foto` wins.
    """
    with transaction.atomic():
        # Locked also when the photo changes: its key and its bytes are two rows, which must stay a pair.
        stored = Deskundige.objects.select_for_update().filter(pk=deskundige.pk).order_by("pk").first()
        if foto is not None:
            deskundige.foto_sleutel = foto.key
        else:
            deskundige.foto_sleutel = "" if without_foto or stored is None else stored.foto_sleutel
        deskundige.save()
        if foto is not None:
            Portret.objects.update_or_create(deskundige=deskundige, defaults={"bestand": foto.webp})
        elif without_foto:
            Portret.objects.filter(deskundige=deskundige).delete()
