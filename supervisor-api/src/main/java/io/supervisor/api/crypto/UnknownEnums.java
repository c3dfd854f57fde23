package io.supervisor.api.crypto;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Takes enum fields with unknown numbers out of serialized messages, as if they had never been
 * there: an earlier occurrence of the field then counts (wire.md section 1.1, readers). Parsed
 * messages cannot tell, because the last occurrence has replaced the others.
 */
final class UnknownEnums {
  private UnknownEnums() {}

  /** Requires bytes that have been parsed as this type without an error. */
  static ByteString strip(Descriptor type, ByteString bytes) throws IOException {
    var input = bytes.newCodedInput();
    var bytesOut = ByteString.newOutput(bytes.size());
    var output = CodedOutputStream.newInstance(bytesOut);
    for (var tag = input.readTag(); tag != 0; tag = input.readTag()) {
      copyField(type, tag, input, output);
    }
    output.flush();
    return bytesOut.toByteString();
  }

  // What replaces skipField collects fields instead of copying them.
  @SuppressWarnings("deprecation")
  private static void copyField(
      Descriptor type, int tag, CodedInputStream input, CodedOutputStream output)
      throws IOException {
    var field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    var wireType = WireFormat.getTagWireType(tag);
    if (field != null
        && field.getJavaType() == FieldDescriptor.JavaType.ENUM
        && wireType == WireFormat.WIRETYPE_VARINT) {
      var number = input.readEnum();
      if (field.getEnumType().findValueByNumber(number) != null) {
        output.writeEnum(field.getNumber(), number);
      }
    } else if (field != null
        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      output.writeBytes(field.getNumber(), strip(field.getMessageType(), input.readBytes()));
    } else {
      input.skipField(tag, output);
    }
  }
}
