from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Programma"

    def ready(self) -> None:
        from programmes import checks  # noqa: F401, PLC0415 - registers them; models load after this module
