package io.supervisor.sandbox;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Local variables that values of the stack are put into for a moment, used again and again. */
final class Spills {
  private final Map<TypeKind, Deque<Integer>> free = new EnumMap<>(TypeKind.class);

  /** Takes values off the stack, the last of the types first; the locals in order of the types. */
  List<Integer> store(CodeBuilder code, List<ClassDesc> types) {
    var locals = new ArrayList<Integer>();
    for (var type : types) {
      var kind = kind(type);
      var known = free.computeIfAbsent(kind, _ -> new ArrayDeque<>()).poll();
      locals.add(known == null ? code.allocateLocal(kind) : known);
    }
    for (var i = types.size() - 1; i >= 0; i--) {
      code.storeLocal(kind(types.get(i)), locals.get(i));
    }
    return locals;
  }

  /** Puts them back. */
  void load(CodeBuilder code, List<ClassDesc> types, List<Integer> locals) {
    for (var i = 0; i < types.size(); i++) {
      code.loadLocal(kind(types.get(i)), locals.get(i));
    }
    release(locals, types);
  }

  void release(List<Integer> locals, List<ClassDesc> types) {
    for (var i = 0; i < types.size(); i++) {
      free.computeIfAbsent(kind(types.get(i)), _ -> new ArrayDeque<>()).add(locals.get(i));
    }
  }

  private static TypeKind kind(ClassDesc type) {
    return TypeKind.from(type).asLoadable();
  }
}
