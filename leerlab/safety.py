"""What a browser may do with our pages: the policies that no environment changes, but for who signs people in."""

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
    )
}  # fmt: skip


def csp_with_forms_to(hosts: list[str]) -> dict[str, list[str]]:
    """Return the policy with these origins besides our own as ends of a form: Chromium holds redirects to it too."""
    return SECURE_CSP | {"form-action": [*SECURE_CSP["form-action"], *hosts]}
