from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.lazy import lazy
from accounts.views import account, awake, late_post

PASSKEY = "passkey/(?P<pk>[0-9]{1,9})"
# allauth asks for its pages by these names; how they are called in an address is ours.
second_factor = [
    path("", lazy("accounts.mfa_views.Beveiliging"), name="mfa_index"),
    path("nodig/", lazy("accounts.mfa_views.first_set_up"), name="tweede-stap-nodig"),
    path("mailcode/", lazy("accounts.mfa_views.mailed_code"), name="mailcode"),
    path("overal-uitloggen/", lazy("accounts.mfa_views.end_other_sessions"), name="overal-uitloggen"),
    path("code/", lazy("accounts.mfa_views.GiveSecondFactor"), name="mfa_authenticate"),
    path("code-opnieuw/", lazy("accounts.mfa_views.GiveCode"), name="mfa_reauthenticate"),
    path("app/", lazy("accounts.mfa_views.ActivateApp"), name="mfa_activate_totp"),
    path("app/weg/", lazy("accounts.mfa_views.DeactivateApp"), name="mfa_deactivate_totp"),
    path("herstelcodes/", lazy("accounts.mfa_views.ShowRecoveryCodes"), name="mfa_view_recovery_codes"),
    path(
        "herstelcodes/nieuw/",
        lazy("allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView"),
        name="mfa_generate_recovery_codes",
    ),
    path("herstelcodes/bestand/", lazy("accounts.mfa_views.DownloadCodes"), name="mfa_download_recovery_codes"),
    path("passkey/", lazy("accounts.passkey_views.AddPasskey"), name="mfa_add_webauthn"),
    path("passkey/inloggen/", lazy("accounts.passkey_views.SignInWithPasskey"), name="mfa_login_webauthn"),
    path("passkey/opnieuw/", lazy("accounts.passkey_views.GivePasskey"), name="mfa_reauthenticate_webauthn"),
    re_path(rf"^{PASSKEY}/weg/$", lazy("accounts.passkey_views.RemovePasskey"), name="mfa_remove_webauthn"),
    re_path(rf"^{PASSKEY}/naam/$", lazy("accounts.passkey_views.NamePasskey"), name="mfa_edit_webauthn"),
]
organisation = [
    path("<slug:provider_id>/", lazy("accounts.sso_views.login"), name="openid_connect_login"),
    path("<slug:provider_id>/terug/", lazy("accounts.sso_views.callback"), name="openid_connect_callback"),
]

urlpatterns = [
    path("", account, name="account"),
    # A person is an address: nobody changes theirs here, so allauth's page for it is not offered.
    path("email/", account, name="account_email"),
    path("signup/", account, name="account_signup"),
    path("wakker/", awake, name="wakker"),
    path("alsnog/", late_post, name="alsnog"),
    path("beveiliging/", include(second_factor)),
    path("sso/los/", lazy("accounts.mfa_views.disconnect"), name="sso-los"),
    path("sso/", include(organisation)),
    path("sso-gekoppeld/", RedirectView.as_view(pattern_name="mfa_index"), name="socialaccount_connections"),
    path("sso-gestopt/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_cancelled"),
    path("", include("allauth.account.urls")),
]
