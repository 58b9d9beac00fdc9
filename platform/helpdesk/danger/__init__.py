"""Does what a citizen writes sound like danger to life?"""
