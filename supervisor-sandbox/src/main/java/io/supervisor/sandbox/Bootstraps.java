package io.supervisor.sandbox;

import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.List;

/** The few makers of call sites that compilers use, and what of them services may use. */
final class Bootstraps {
  private static final int SERIALIZABLE = 1;

  private Bootstraps() {}

  private static boolean is(DirectMethodHandleDesc maker, String owner, String... names) {
    return maker.owner().descriptorString().equals("L" + owner.replace('.', '/') + ";")
        && List.of(names).contains(maker.methodName());
  }

  static boolean makesFunctions(DirectMethodHandleDesc maker) {
    return is(maker, "java.lang.invoke.LambdaMetafactory", "metafactory", "altMetafactory");
  }

  static boolean makesRecordMethods(DirectMethodHandleDesc maker) {
    return is(maker, "java.lang.runtime.ObjectMethods", "bootstrap");
  }

  static boolean joinsTexts(DirectMethodHandleDesc maker) {
    return is(
        maker, "java.lang.invoke.StringConcatFactory", "makeConcatWithConstants", "makeConcat");
  }

  static boolean switches(DirectMethodHandleDesc maker) {
    return is(maker, "java.lang.runtime.SwitchBootstraps", "typeSwitch", "enumSwitch");
  }

  /** Whether functions are asked for that could be written into a stream. */
  static boolean isSerializable(DirectMethodHandleDesc maker, List<ConstantDesc> arguments) {
    return maker.methodName().equals("altMetafactory")
        && arguments.size() > 3
        && arguments.get(3) instanceof Integer flags
        && (flags & SERIALIZABLE) != 0;
  }
}
