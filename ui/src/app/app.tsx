// The whole window, inside what every part of it leans on.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Component, useEffect, useState, type ReactNode } from "react";
import { ErrorNotice } from "../components/notices";
import { Toaster } from "../components/toast";
import { TooltipProvider } from "../components/tooltip";
import { followCore } from "../ipc/queries";
import { useTheme } from "./theme";
import { Window } from "./window";

export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The core says when something changed; asking it twice costs a disk read.
      queries: { staleTime: Infinity, gcTime: 10 * 60_000, retry: false, refetchOnWindowFocus: false },
    },
  });
}

export function App({ client: given }: { client?: QueryClient }) {
  const [client] = useState(() => given ?? makeClient());
  useTheme();
  useEffect(() => followCore(client), [client]);
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <LastResort>
          <Window />
        </LastResort>
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>
  );
}

/** A fault in drawing must not leave an empty window. */
class LastResort extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="flex h-full">
        <ErrorNotice error={this.state.error} onRetry={() => this.setState({ error: null })} />
      </div>
    );
  }
}
