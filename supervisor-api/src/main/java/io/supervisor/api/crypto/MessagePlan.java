package io.supervisor.api.crypto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How messages of one type are brought into canonical form and checked; found once for each class
 * of messages and kept with it.
 */
final class MessagePlan {
  /** Left out when not set, though not in a oneof (wire.md section 1.1, rule 3). */
  private static final Set<String> LEFT_OUT = Set.of("exonum.supervisor.AsyncEventState.error");

  /** Written without bytes when there is no hash yet (wire.md sections 1.8, 1.9). */
  private static final Set<String> MAY_BE_EMPTY =
      Set.of(
          "exonum.runtime.InstanceMigration.completed_hash",
          "exonum.supervisor.MigrationState.reference_state_hash");

  private static final Map<String, Integer> SIZES =
      Map.of(
          "exonum.crypto.Hash", 32, "exonum.crypto.PublicKey", 32, "exonum.crypto.Signature", 64);

  private static final ClassValue<MessagePlan> PLANS =
      new ClassValue<>() {
        @Override
        protected MessagePlan computeValue(Class<?> type) {
          var message = Internal.getDefaultInstance(type.asSubclass(Message.class));
          return new MessagePlan(message.getDescriptorForType());
        }
      };

  private final Descriptor type;

  /** Singular message fields that are always written. */
  private final List<FieldDescriptor> always = new ArrayList<>();

  /** Message fields that are there or not: members of oneofs, optional and repeated ones. */
  private final List<FieldDescriptor> present = new ArrayList<>();

  /** Singular enum fields. */
  private final List<FieldDescriptor> enums = new ArrayList<>();

  private MessagePlan(Descriptor type) {
    this.type = type;
    for (var field : type.getFields()) {
      if (field.isMapField()) {
        throw new IllegalArgumentException(
            field.getFullName() + ": maps have no canonical bytes, use repeated messages");
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.ENUM && !field.isRepeated()) {
        enums.add(field);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        (isAlwaysWritten(field) ? always : present).add(field);
      }
    }
  }

  static MessagePlan of(Message message) {
    // Every type of dynamic messages has the same class.
    return message instanceof com.google.protobuf.DynamicMessage
        ? new MessagePlan(message.getDescriptorForType())
        : PLANS.get(message.getClass());
  }

  /**
   * A message equal in content whose serialization is canonical; the same object if it already is.
   */
  @SuppressWarnings("unchecked")
  static <M extends Message> M canonical(M message) {
    return (M) of(message).normalize(message);
  }

  private Message normalize(Message message) {
    var changes = new HashMap<FieldDescriptor, Object>();
    for (var field : always) {
      var child = (Message) message.getField(field);
      var normal = of(child).normalize(child);
      if (normal != child || !message.hasField(field)) {
        changes.put(field, normal);
      }
    }
    for (var field : present) {
      if (field.isRepeated()) {
        normalizeElements(message, field, changes);
      } else if (message.hasField(field)) {
        var child = (Message) message.getField(field);
        var normal = of(child).normalize(child);
        if (normal != child) {
          changes.put(field, normal);
        }
      }
    }
    var hasUnknown = !message.getUnknownFields().asMap().isEmpty();
    var badEnums = unknownEnums(message);
    if (changes.isEmpty() && !hasUnknown && badEnums.isEmpty()) {
      return message;
    }
    var builder = message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
    changes.forEach(builder::setField);
    badEnums.forEach(builder::clearField);
    return builder.build();
  }

  private static void normalizeElements(
      Message message, FieldDescriptor field, Map<FieldDescriptor, Object> changes) {
    var count = message.getRepeatedFieldCount(field);
    var elements = new ArrayList<Message>(count);
    var changed = false;
    for (var i = 0; i < count; i++) {
      var element = (Message) message.getRepeatedField(field, i);
      var normal = of(element).normalize(element);
      changed |= normal != element;
      elements.add(normal);
    }
    if (changed) {
      changes.put(field, elements);
    }
  }

  private List<FieldDescriptor> unknownEnums(Message message) {
    var unknown = List.<FieldDescriptor>of();
    for (var field : enums) {
      if (message.hasField(field) && isUnknown((EnumValueDescriptor) message.getField(field))) {
        unknown = new ArrayList<>(unknown);
        unknown.add(field);
      }
    }
    return unknown;
  }

  private static boolean isUnknown(EnumValueDescriptor value) {
    return value.getIndex() < 0;
  }

  /** Whether a singular enum field, here or deeper, has a number that its type does not know. */
  boolean hasUnknownEnum(Message message) {
    if (!unknownEnums(message).isEmpty()) {
      return true;
    }
    for (var entry : message.getAllFields().entrySet()) {
      if (entry.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        for (var child : children(entry.getKey(), entry.getValue())) {
          if (of(child).hasUnknownEnum(child)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Refuses known fields of another wire type, which protobuf-java takes for unknown ones. Only
   * meaningful before {@link #canonical}, which drops them.
   */
  void checkWireTypes(Message message) {
    for (var number : message.getUnknownFields().asMap().keySet()) {
      var field = type.findFieldByNumber(number);
      if (field != null) {
        throw new MalformedMessageException(
            Reason.WRONG_WIRE_TYPE, field.getFullName() + ": got another wire type than its own");
      }
    }
    for (var field : always) {
      if (message.hasField(field)) {
        var child = (Message) message.getField(field);
        of(child).checkWireTypes(child);
      }
    }
    for (var field : present) {
      if (field.isRepeated() || message.hasField(field)) {
        for (var child : children(field, message.getField(field))) {
          of(child).checkWireTypes(child);
        }
      }
    }
  }

  /** Checks the sizes of hashes, keys and signatures in a canonical message. */
  void checkSizes(Message message) {
    var size = SIZES.get(type.getFullName());
    if (size != null) {
      var data = (ByteString) message.getField(type.findFieldByNumber(1));
      if (data.size() != size) {
        throw new MalformedMessageException(
            Reason.WRONG_SIZE,
            type.getFullName() + ": got " + data.size() + " bytes, want " + size);
      }
      return;
    }
    for (var field : always) {
      var child = (Message) message.getField(field);
      if (!MAY_BE_EMPTY.contains(field.getFullName()) || child.getSerializedSize() != 0) {
        of(child).checkSizes(child);
      }
    }
    for (var field : present) {
      if (field.isRepeated() || message.hasField(field)) {
        for (var child : children(field, message.getField(field))) {
          of(child).checkSizes(child);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Message> children(FieldDescriptor field, Object value) {
    return field.isRepeated() ? (List<Message>) value : List.of((Message) value);
  }

  private static boolean isAlwaysWritten(FieldDescriptor field) {
    return !field.isRepeated()
        && field.getContainingOneof() == null
        && !LEFT_OUT.contains(field.getFullName())
        && !reaches(field.getMessageType(), field.getContainingType(), new HashSet<>());
  }

  /** Whether messages of one type contain the other, in which case filling in would never end. */
  private static boolean reaches(Descriptor from, Descriptor to, Set<String> seen) {
    if (from.getFullName().equals(to.getFullName())) {
      return true;
    }
    if (!seen.add(from.getFullName())) {
      return false;
    }
    for (var field : from.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && reaches(field.getMessageType(), to, seen)) {
        return true;
      }
    }
    return false;
  }
}
