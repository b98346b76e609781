"""Writes a second of a loop over requests.Session: python3 requests_put.py URI WRITES"""
import sys
import time

import requests

uri, writes = sys.argv[1], int(sys.argv[2])
session = requests.Session()


def put(number):
    user = {"id": number % 1000, "name": "John Doe", "email": "john@example.com", "active": True}
    response = session.put(uri + str(number % 1000), json=user)
    response.raise_for_status()
    return response.json()


for i in range(100):
    put(i)
start = time.perf_counter()
for i in range(writes):
    put(i)
print(writes / (time.perf_counter() - start))
