package io.scp2p.core.mutation;

import java.util.List;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Ends each property after as many tries as {@code scp2p.tries.most} says, for mutation testing: a
 * mutant is seen early or not at all. Our properties name their tries, which goes before jqwik's
 * own setting. Without the setting all of them run.
 */
public final class FewTries implements AroundTryHook {
  private static final int MOST = Integer.getInteger("scp2p.tries.most", Integer.MAX_VALUE);

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
    TryExecutionResult result = aTry.execute(parameters);
    if (MOST == Integer.MAX_VALUE || !result.isSatisfied()) {
      return result;
    }
    Store<Integer> tries = Store.getOrCreate(FewTries.class, Lifespan.PROPERTY, () -> 0);
    tries.update(ran -> ran + 1);
    return TryExecutionResult.satisfied(tries.get() >= MOST);
  }
}
