package io.supervisor.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SitesTest {
  @Test
  void aSiteIsAnAddressOrANetworkOfVersionSix() throws Exception {
    assertThat(site("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(site("2001:db8:1:2::"))
        .isNotEqualTo(site("2001:db8:1:3::"));
    assertThat(site("192.0.2.1")).isEqualTo(site("192.0.2.1")).isNotEqualTo(site("192.0.2.2"));
  }

  @Test
  void thisMachineIsNoSite() throws Exception {
    for (var own : new String[] {"127.0.0.1", "127.1.2.3", "::1"}) {
      assertThat(Sites.of(new InetSocketAddress(InetAddress.getByName(own), 1))).isEmpty();
    }
    assertThat(Sites.of(null)).isEmpty();
  }

  private static String site(String address) throws Exception {
    return Sites.of(new InetSocketAddress(InetAddress.getByName(address), 1)).orElseThrow();
  }
}
