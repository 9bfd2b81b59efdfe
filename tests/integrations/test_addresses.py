import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.addresses import may_reach, resolve
from integrations.errors import Refused

NEVER = [
    "169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fd00:ec2::254",
    "224.0.0.1",
    "ff02::1",
    "0.0.0.0",
    "::",
    "100.100.100.200",
]
INSIDE = ["127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "fd12::1", "::ffff:127.0.0.1"]
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("private_network", [False, True])
def test_metadata_and_link_local_addresses_are_never_called_se_08(address, private_network):
    assert may_reach(address, private_network) is False


@pytest.mark.parametrize("address", INSIDE)
def test_the_inside_of_our_network_is_called_only_where_allowed_se_08(address):
    assert (may_reach(address, False), may_reach(address, True)) == (False, True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called(address):
    assert may_reach(address, private_network=False) is True


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_a_private_address_dressed_as_ipv6_is_still_private_se_08(inside):
    number = int(inside)
    nat64 = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number)
    mapped = ipaddress.IPv6Address(f"::ffff:{inside}")

    assert [may_reach(str(address), False) for address in (inside, nat64, mapped)] == [False] * 3


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f000001", "127.1"])
def test_a_name_or_number_for_this_machine_is_refused_se_08(host):
    with pytest.raises(Refused, match="private or reserved network"):
        resolve(host, 80, private_network=False)


def test_an_allowed_name_gives_its_addresses():
    assert "127.0.0.1" in resolve("127.0.0.1", 80, private_network=True)
