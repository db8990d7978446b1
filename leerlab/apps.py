from django.contrib.admin import apps


class BeheerConfig(apps.AdminConfig):
    """Django's admin with our own site, which knows who may enter and what they see."""

    default_site = "programmes.site.BeheerSite"
