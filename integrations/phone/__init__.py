"""Telephone exchanges: any of them, by signed calls that tell how a telephone call goes on."""
