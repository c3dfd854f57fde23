package io.supervisor.server.rpc;

import com.google.rpc.Status;
import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ResetFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One connection of somebody who speaks HTTP/2, but does not keep to what gRPC's clients do. */
final class RawClient implements AutoCloseable {
  private final EventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel connection;

  /**
   * @param window bytes of an answer that the server may send
   */
  RawClient(int port, int window) throws Exception {
    connection =
        new Bootstrap()
            .group(threads)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    var settings = Http2Settings.defaultSettings().initialWindowSize(window);
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient().initialSettings(settings).build(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                })
            .connect("127.0.0.1", port)
            .sync()
            .channel();
  }

  /** A call that has begun. */
  record Call(Channel stream, CompletableFuture<Status> ended) {
    /** Sends a part of the request. */
    ChannelFuture send(byte[] bytes) {
      return stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), false));
    }

    /** Begins a message of this length. */
    void begin(int length) {
      send(ByteBuffer.allocate(5).put((byte) 0).putInt(length).array());
    }

    void halfClose() {
      stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
    }
  }

  /**
   * Begins a call.
   *
   * @param method full name
   */
  Call call(String method) throws Exception {
    var ended = new CompletableFuture<Status>();
    var stream =
        new Http2StreamChannelBootstrap(connection).handler(new Answers(ended)).open().sync().get();
    var headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .authority("127.0.0.1")
            .path("/" + method)
            .add("content-type", "application/grpc")
            .add("te", "trailers");
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
    return new Call(stream, ended);
  }

  /** Waits for the end of a stream. */
  private static final class Answers extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Status> ended;

    Answers(CompletableFuture<Status> ended) {
      this.ended = ended;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) throws Exception {
      if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
        ended.complete(status(headers.headers()));
      }
      ReferenceCountUtil.release(frame);
    }

    private static Status status(Http2Headers trailers) throws Exception {
      var details = trailers.get("grpc-status-details-bin");
      return details == null
          ? Status.newBuilder()
              .setCode(Integer.parseInt(trailers.get("grpc-status").toString()))
              .build()
          : Status.parseFrom(Base64.getDecoder().decode(details.toString()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame) {
        ended.completeExceptionally(new IllegalStateException("reset"));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      ended.completeExceptionally(new IllegalStateException("closed"));
    }
  }

  @Override
  public void close() {
    connection.close().syncUninterruptibly();
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
