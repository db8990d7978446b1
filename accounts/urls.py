from django.urls import include, path

from accounts.views import account

urlpatterns = [
    path("", account, name="account"),
    # A person is one address: allauth's page to add and swap addresses would break that, so it leads home.
    path("email/", account),
    path("", include("allauth.account.urls")),
]
