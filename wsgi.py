"""Mounts `abp_lms` at / and `lrs` at /xapi; the one module that knows both."""
