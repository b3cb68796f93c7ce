"""What changes the office as a whole."""

from mutasi_flow.office.service.start import Administrator, keep_time_zone, set_up
from mutasi_flow.office.service.start_code import forget_start_code, is_start_code, offer_start_code

__all__ = ["Administrator", "forget_start_code", "is_start_code", "keep_time_zone", "offer_start_code", "set_up"]
