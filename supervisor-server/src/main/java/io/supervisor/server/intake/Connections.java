package io.supervisor.server.intake;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;

/**
 * Accepts the connections of one gRPC server, and holds a limited number of strangers: connections
 * that nobody has told to be {@link #known}. They are counted from the first packet on, before TLS
 * or a byte of HTTP. Safe for use by many threads.
 */
public final class Connections implements AutoCloseable {
  private final int strangersMax;
  private final boolean newestFirst;
  private final EventLoopGroup acceptor = eventLoops("accept", 1);
  private final EventLoopGroup workers = eventLoops("serve", 0);

  /** The oldest first. */
  private final SequencedSet<Channel> strangers = new LinkedHashSet<>();

  private Connections(int strangersMax, boolean newestFirst) {
    this.strangersMax = strangersMax;
    this.newestFirst = newestFirst;
  }

  /** Where there are enough, of all or of one site, further ones are closed at once. */
  public static Connections refusingAbove(int connectionsMax) {
    return new Connections(connectionsMax, false);
  }

  /**
   * A new stranger takes the place of the oldest: who can introduce himself does so at once, and
   * nobody who cannot keeps him out.
   */
  public static Connections ofKnown(int strangersMax) {
    return new Connections(strangersMax, true);
  }

  /**
   * @param threads at most; 0 = as many as suit the machine
   */
  private static EventLoopGroup eventLoops(String name, int threads) {
    var factory = new DefaultThreadFactory("grpc-" + name, true);
    return new MultiThreadIoEventLoopGroup(
        threads,
        factory,
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** Lets a server that is being built listen through this. */
  public void accept(NettyServerBuilder server) {
    server
        .bossEventLoopGroup(acceptor)
        .workerEventLoopGroup(workers)
        .channelFactory(this::listening);
  }

  private ServerChannel listening() {
    var channel =
        Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    channel.pipeline().addLast(new Gate());
    return channel;
  }

  /** Connections that are strangers now. */
  public synchronized int strangers() {
    return strangers.size();
  }

  /** The other end of this connection has said who it is; it is limited no more. */
  public synchronized void known(SocketAddress remote) {
    strangers.removeIf(connection -> remote.equals(connection.remoteAddress()));
  }

  /** Whether the connection may stay. */
  private boolean admit(Channel connection) {
    Channel leaving = null;
    synchronized (this) {
      if (!newestFirst && isOfCrowdedSite(connection)) {
        return false;
      }
      if (strangers.size() >= strangersMax) {
        if (!newestFirst) {
          return false;
        }
        leaving = strangers.removeFirst();
      }
      strangers.add(connection);
    }
    if (leaving != null) {
      leaving.close();
    }
    connection.closeFuture().addListener(_ -> leave(connection));
    return true;
  }

  private boolean isOfCrowdedSite(Channel connection) {
    var site = Sites.of(connection.remoteAddress());
    return site.isPresent()
        && strangers.stream()
                .filter(stranger -> Sites.of(stranger.remoteAddress()).equals(site))
                .count()
            >= Sites.CONNECTIONS_MAX;
  }

  private synchronized void leave(Channel connection) {
    strangers.remove(connection);
  }

  /** Ends the threads; the server has to be closed before. */
  @Override
  public void close() {
    // Calls that are being ended may still have something to say.
    acceptor.shutdownGracefully(1, 5, TimeUnit.SECONDS);
    workers.shutdownGracefully(1, 5, TimeUnit.SECONDS);
  }

  /** Stands where the connections of the listening channel come out. */
  private final class Gate extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      var connection = (Channel) accepted;
      if (admit(connection)) {
        context.fireChannelRead(connection);
      } else {
        connection.unsafe().closeForcibly();
      }
    }
  }
}
