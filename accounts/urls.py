from django.urls import include, path

from accounts.views import account

urlpatterns = [
    path("", account, name="account"),
    # A person is an address: nobody changes theirs here, so allauth's page for it is not offered.
    path("email/", account, name="account_email"),
    path("signup/", account, name="account_signup"),
    path("", include("allauth.account.urls")),
]
