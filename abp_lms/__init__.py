"""Active Bystander Learning: the platform an academy runs its Active Bystander Programme on."""

__version__ = "0.1.0"
