package io.supervisor.sandbox;

import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Stretches of code that are entered at their beginning alone, with what they cost at least. Such a
 * stretch pays when it is entered, also for what an exception then keeps it from doing.
 */
final class Blocks {
  /** Cost of one block. */
  record Sum(int steps, int bytes) {}

  private final Set<Label> targets = new HashSet<>();
  private final List<Sum> sums = new ArrayList<>();

  /**
   * @param costs of an instruction: bytes allocated in the low half, steps besides its own in the
   *     high
   */
  Blocks(CodeModel code, ToLongFunction<Instruction> costs) {
    code.forEach(this::target);
    var steps = 0;
    var bytes = 0;
    var open = false;
    for (var element : code) {
      if (element instanceof LabelTarget target && isTarget(target) && open) {
        sums.add(new Sum(steps, bytes));
        open = false;
      }
      if (element instanceof Instruction instruction) {
        if (!open) {
          steps = 0;
          bytes = 0;
          open = true;
        }
        var cost = costs.applyAsLong(instruction);
        steps += 1 + (int) (cost >>> 32);
        bytes += (int) cost;
        if (ends(instruction)) {
          sums.add(new Sum(steps, bytes));
          open = false;
        }
      }
    }
    if (open) {
      sums.add(new Sum(steps, bytes));
    }
  }

  private void target(java.lang.classfile.CodeElement element) {
    switch (element) {
      case BranchInstruction branch -> targets.add(branch.target());
      case TableSwitchInstruction table -> {
        targets.add(table.defaultTarget());
        table.cases().forEach(each -> targets.add(each.target()));
      }
      case LookupSwitchInstruction lookup -> {
        targets.add(lookup.defaultTarget());
        lookup.cases().forEach(each -> targets.add(each.target()));
      }
      case ExceptionCatch handler -> targets.add(handler.handler());
      default -> {}
    }
  }

  boolean isTarget(LabelTarget target) {
    return targets.contains(target.label());
  }

  /** Whether what follows is not simply gone on with. */
  static boolean ends(Instruction instruction) {
    return instruction instanceof BranchInstruction
        || instruction instanceof TableSwitchInstruction
        || instruction instanceof LookupSwitchInstruction
        || instruction instanceof ReturnInstruction
        || instruction instanceof ThrowInstruction
        || instruction.opcode() == Opcode.RET;
  }

  List<Sum> sums() {
    return sums;
  }
}
