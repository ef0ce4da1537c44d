/** What several messages to operators say alike. */
export const words = {
  en: { footer: "You get this because a notification of the control plane names you." },
  de: { footer: "Sie erhalten dies, weil eine Benachrichtigung der Steuerungsebene Sie nennt." },
};
